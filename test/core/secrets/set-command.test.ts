import { expect, test } from "vitest"
import { setCommand } from "../../../src/core/secrets/set-command.ts"
import { commandFaults } from "../../contract/command-lines.ts"

test.each([
  ["host", "npm run pipeline -- secrets-set --name OpenAIKey2 --stage staging --tag v1.2.3"],
  [
    "engine",
    "dagger call secrets-set --name OpenAIKey2 --stage staging --tag v1.2.3 --value env://OPEN_AI_KEY2",
  ],
] as const)(
  "on the %s a secret is set by a command that exists, and that holds no value",
  (runner, command) => {
    expect(setCommand(runner, { name: "OpenAIKey2", stage: "staging", tag: "v1.2.3" })).toBe(command)
    expect(commandFaults(command)).toEqual([])
  },
)
