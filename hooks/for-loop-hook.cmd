@echo off
rem usage: for-loop-hook.cmd <event> [--host antigravity|claude-code|gemini-cli]   (payload on stdin)
rem
rem The Windows twin of for-loop-hook: finds a JavaScript runtime, starts hook.cjs, exits 0 whatever happens.
rem cmd.exe cannot hold an answer back without a file, so hook.cjs itself answers for a failed hook; this file answers
rem when no runtime or no hook.cjs is there, or when the runtime ends with an error.

rem Paths are taken over before delayed expansion is on (an exclamation mark in them would be lost) and are read with
rem exclamation marks afterwards (percent signs and ampersands in them would be run).
setlocal EnableExtensions DisableDelayedExpansion
set "FL_EVENT=%~1"
set "FL_HERE=%~dp0"
set "FL_NODE="
for %%I in (node.exe) do set "FL_NODE=%%~$PATH:I"
setlocal EnableDelayedExpansion

if "!FOR_LOOP_DISABLE!"=="1" goto neutral
set "FL_HOME=!USERPROFILE!\.antigravity-for-loop"
if defined FOR_LOOP_HOME set "FL_HOME=!FOR_LOOP_HOME!"
if exist "!FL_HOME!\disabled" goto neutral

rem The hook beside this file, else the one of the installed copy (S95).
set "FL_HOOK=!FL_HERE!hook.cjs"
if exist "!FL_HOOK!" goto hook_found
set "FL_LINE="
if exist "!FL_HOME!\plugin" set /p FL_LINE=<"!FL_HOME!\plugin"
if not defined FL_LINE goto neutral
set "FL_HOOK=!FL_LINE!\hooks\hook.cjs"
if not exist "!FL_HOOK!" goto neutral
:hook_found

rem The recorded runtime, else node on the PATH, else the editor's own Electron.
set "FL_RUNTIME="
if exist "!FL_HOME!\runtime" set /p FL_RUNTIME=<"!FL_HOME!\runtime"
if defined FL_RUNTIME if exist "!FL_RUNTIME!" goto runtime_found
set "FL_RUNTIME=!FL_NODE!"
if defined FL_RUNTIME if exist "!FL_RUNTIME!" goto runtime_found
if defined ANTIGRAVITY_EDITOR_APP_ROOT for %%D in ("..\.." "..\..\..") do for %%E in ("Antigravity.exe" "Antigravity IDE.exe") do (
  set "FL_RUNTIME=!ANTIGRAVITY_EDITOR_APP_ROOT!\%%~D\%%~E"
  if exist "!FL_RUNTIME!" goto runtime_found
)
if defined LOCALAPPDATA for %%E in ("Antigravity\Antigravity.exe" "Antigravity IDE\Antigravity IDE.exe") do (
  set "FL_RUNTIME=!LOCALAPPDATA!\Programs\%%~E"
  if exist "!FL_RUNTIME!" goto runtime_found
)
goto neutral
:runtime_found

rem Nothing may slow the start down or be loaded before the hook; checks get these back.
set "FOR_LOOP_NODE_EXTRA_CA_CERTS="
set "FOR_LOOP_NODE_OPTIONS="
if defined NODE_EXTRA_CA_CERTS set "FOR_LOOP_NODE_EXTRA_CA_CERTS=!NODE_EXTRA_CA_CERTS!"
if defined NODE_OPTIONS set "FOR_LOOP_NODE_OPTIONS=!NODE_OPTIONS!"
set "NODE_EXTRA_CA_CERTS="
set "NODE_OPTIONS="
set "ELECTRON_RUN_AS_NODE=1"
"!FL_RUNTIME!" "!FL_HOOK!" %1 %2 %3
if errorlevel 1 goto neutral
if not "!ERRORLEVEL!"=="0" goto neutral
exit /b 0

rem The answer that changes nothing. For PreToolUse an empty object would deny the tool; no output allows it.
:neutral
if /i "!FL_EVENT!"=="PreToolUse" exit /b 0
echo {}
exit /b 0
