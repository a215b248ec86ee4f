import type { StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import type { Playground } from "../e2e/playground.ts"
import { started } from "../e2e/started.ts"

const cases = 20

/**
 * Starts a loop whose check runs twenty tests, of which fewer fail whenever the agent worked: nothing but a fault can
 * hold it up. `before` is shell code that runs ahead of the tests.
 */
export async function startCountdown(
  place: Playground,
  host: StandInHost,
  options = "",
  before = "",
): Promise<void> {
  place.write("check.sh", `${before}\n${tests}`)
  place.write("left", String(cases))
  await started(place, host, options)
}

/** The agent's turn: `left` tests fail after it. */
export function work(place: Playground, host: StandInHost, left: number): void {
  place.write("left", String(left))
  host.write("MODEL", "PLANNER_RESPONSE", `${left} left`)
}

const tests = `left=$(cat left)
echo "TAP version 13"
i=1
while [ $i -le ${cases} ]; do
  if [ $i -le $left ]; then echo "not ok $i - case $i"; else echo "ok $i - case $i"; fi
  i=$((i + 1))
done
echo "1..${cases}"
[ $left -eq 0 ]
`
