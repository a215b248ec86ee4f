#!/bin/sh
# One loop on a fresh clone. What it left goes to $LOOP_OUT: report.md, events.jsonl, changes.patch.
# Arguments are passed on to `for-loop run`; its exit code is the exit code of the container.
set -eu

: "${LOOP_REPOSITORY:?the repository to clone}" "${LOOP_TASK:?what the loop is to do}" "${LOOP_CHECK:?the command that decides}"
out=${LOOP_OUT:-/out}
project=$PWD/project

git clone --quiet ${LOOP_REF:+--branch "$LOOP_REF"} "$LOOP_REPOSITORY" "$project"
cd "$project"
start=$(git rev-parse HEAD)
if [ -n "${LOOP_SETUP:-}" ]; then sh -c "$LOOP_SETUP"; fi

# A stop is for the loop; this script waits for its end and still keeps what there is.
trap : TERM INT
code=0
for-loop run "$LOOP_TASK" \
  --check "$LOOP_CHECK" \
  --max-iterations "${LOOP_MAX_ITERATIONS:-20}" \
  --max-minutes "${LOOP_MAX_MINUTES:-120}" \
  --max-usd "${LOOP_MAX_USD:-5}" \
  --report "$project/../report.md" \
  --json \
  "$@" > "$project/../events.jsonl" || code=$?

git add --all
git diff --cached --binary "$start" > "$project/../changes.patch"
cd ..
for file in report.md events.jsonl changes.patch; do
  if [ -f "$file" ]; then cp "$file" "$out/$file"; fi
done
exit "$code"
