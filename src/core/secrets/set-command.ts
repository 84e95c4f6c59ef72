import type { Runner } from "../ledger/runner.ts"
import type { Stage } from "../stage.ts"

/** What a person types to give a stage a secret, where this run is: its value is asked for, or comes from elsewhere. */
export function setCommand(
  runner: Runner["kind"],
  { name, stage, tag }: { name: string; stage: Stage; tag: string },
): string {
  const command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`
  return runner === "host"
    ? `npm run pipeline -- ${command}`
    : `dagger call ${command} --value env://${variableOf(name)}`
}

/** `AuthSecret` → AUTH_SECRET */
const variableOf = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase()
