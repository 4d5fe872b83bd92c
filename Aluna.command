#!/bin/sh
# Double click (macOS, Linux): installs the program on the first run, then shows what it can do.
cd "$(dirname "$0")" || exit 1
for python in python3 python3.13 python3.12 python3.11 python3.14; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$python" -m indexer.installation && exec .venv/bin/python -m indexer menu "$@"
    failed=1
    break
  fi
done
if [ -z "$failed" ]; then
  echo "Falta Python 3.11 o uno más nuevo. Instálelo de https://www.python.org/downloads/"
  echo "Python 3.11 or newer is needed. Install it from https://www.python.org/downloads/"
  echo "É preciso Python 3.11 ou mais novo. Instale-o de https://www.python.org/downloads/"
  echo "Il faut Python 3.11 ou plus récent. Installez-le depuis https://www.python.org/downloads/"
fi
# The window stays open, so that what went wrong can be read.
printf '\n[Enter] '
read -r _
exit 1
