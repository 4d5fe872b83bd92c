@echo off
rem Double click (Windows): installs the program on the first run, then shows what it can do.
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 goto missing
py -3 -m indexer.installation
if errorlevel 1 goto failed
".venv\Scripts\python.exe" -m indexer menu %*
exit /b
:missing
echo Falta Python 3.11 o uno mas nuevo. Instalelo de https://www.python.org/downloads/
echo Python 3.11 or newer is needed. Install it from https://www.python.org/downloads/
:failed
pause
exit /b 1
