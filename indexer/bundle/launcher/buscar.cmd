@echo off
rem Windows: opens the search over the publications in this folder.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (py -3 buscar.py %* & goto end)
where python >nul 2>nul && (python buscar.py %* & goto end)
echo Falta Python 3.11 o mas nuevo: https://www.python.org
echo Python 3.11 or newer is missing: https://www.python.org
:end
pause
