// Runs before each test file. Files share processes, and helpers are loaded once for all of them: whatever one leaves
// would be the next one's.
import { afterAll } from "vitest"
import { closeAll } from "./file-end.ts"

const environment = { ...process.env }

// git, also where the code under test starts it, sees no configuration of this machine or its user
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
})

afterAll(async () => {
  await closeAll()
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
})
