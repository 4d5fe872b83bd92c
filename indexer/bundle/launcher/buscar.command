#!/bin/sh
# Linux, macOS: opens the search over the publications in this folder.
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if command -v "$python" >/dev/null 2>&1 &&
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" buscar.py "$@"
  fi
done
echo "Falta Python 3.11 o más nuevo: https://www.python.org"
echo "Python 3.11 or newer is missing: https://www.python.org"
echo "Falta o Python 3.11 ou mais novo: https://www.python.org"
echo "Il manque Python 3.11 ou plus récent : https://www.python.org"
exit 1
