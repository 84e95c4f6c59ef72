import { spawn } from "node:child_process"
import { once } from "node:events"
import type { Environment } from "./exec.ts"
import { type ProcessMark, processIdentity } from "./processes.ts"

/**
 * Arguments: a release's directory, then PID=START for each process that leads one of its services. A shell, because it
 * waits for as long as the services run, beside each stage, and takes a hundredth of what Node would.
 */
const PROGRAM = `
directory=$1
shift
start_of() {
  if [ -r "/proc/$1/stat" ]; then
    read -r line < "/proc/$1/stat"
    set -- \${line##*) }
    case $1 in [ZX]) return ;; esac
    shift 19
    echo "$1"
  elif [ ! -d /proc/self ]; then
    LC_ALL=C TZ=UTC ps -o lstart= -p "$1" | tr -s ' ' '_' | sed 's/_$//'
  fi
}
runs() { start=$(start_of "\${1%%=*}"); [ -n "$start" ] && [ "$start" = "\${1#*=}" ]; }
while [ -d "$directory" ]; do
  some=
  for mark; do if runs "$mark"; then some=1; fi; done
  [ -n "$some" ] || exit 0
  sleep 2
done
groups=
for mark; do if runs "$mark"; then groups="$groups \${mark%%=*}"; fi; done
for group in $groups; do kill -s TERM -- "-$group"; done
[ -z "$groups" ] || sleep 2
for group in $groups; do kill -s KILL -- "-$group"; done
`

/**
 * Ends the services of a release once its directory is gone: a repository that is deleted takes with it what anyone would
 * end them by. Ends itself when they have ended.
 * @param env leads to it as it leads to the services
 */
export async function endWhenGone(
  directory: string,
  services: readonly ProcessMark[],
  env: Environment,
): Promise<ProcessMark> {
  const marks = services.map(({ pid, identity }) => `${pid}=${startIn(identity)}`)
  // in no directory that could be deleted
  const options = { cwd: "/", env, stdio: "ignore", detached: true } as const
  const child = spawn("/bin/sh", ["-c", PROGRAM, "service-watch", directory, ...marks], options)
  await once(child, "spawn")
  child.unref()
  const pid = child.pid as number
  return { pid, identity: await processIdentity(pid) }
}

/** As the system says it, which the shell does not see in the same words. */
const startIn = (identity: string): string =>
  identity.slice(identity.lastIndexOf("/") + 1).replace(/\s+/g, "_")
