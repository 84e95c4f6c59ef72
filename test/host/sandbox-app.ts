import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Stage } from "../../src/core/stage.ts"
import type { Service } from "../../src/workbench/workbench.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { until } from "../helpers/processes.ts"

/** Answers with what it knows of itself. */
const SERVER = `
  import { createServer } from "node:http"
  import { appendFileSync } from "node:fs"
  const { PORT, HOST, NAME, API_URL, ON_TERM, TERM_LOG } = process.env
  const about = JSON.stringify({ pid: process.pid, cwd: process.cwd(), NAME, API_URL, PORT })
  const server = createServer((request, response) => response.end(about)).listen(PORT, HOST)
  console.log("listening")
  if (ON_TERM) process.on("SIGTERM", () => {
    if (TERM_LOG) appendFileSync(TERM_LOG, NAME + " asked\\n")
    if (ON_TERM === "stay") return
    // ends once nobody is connected any more
    server.close(() => { appendFileSync(TERM_LOG, NAME + " ended well\\n"); process.exit(0) })
  })
`

/** Holds a connection to the API, on which it never asks for anything. */
const CLIENT = `
  import { connect } from "node:net"
  const { PORT, HOST, API_URL } = process.env
  const { port, hostname } = new URL(API_URL)
  const hold = () => {
    const socket = connect(Number(port), hostname)
    // the API may not listen yet
    socket.once("error", () => setTimeout(hold, 20)).once("connect", () => import("./server.mjs"))
  }
  hold()
`

export async function makeTree(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await temporaryDirectory()
  await mkdir(join(root, ".git"))
  const all = { "server.mjs": SERVER, "client.mjs": CLIENT, ".git/config": "", ...files }
  for (const [path, content] of Object.entries(all)) await writeFile(join(root, path), content)
  await chmod(join(root, "server.mjs"), 0o755)
  return root
}

export const service = (name: string, env: Record<string, string> = {}, file = "server.mjs"): Service => ({
  name,
  argv: [process.execPath, file],
  env: { NAME: name, ...env },
})

export interface About {
  pid: number
  cwd: string
  NAME: string
  API_URL?: string
  PORT: string
}

/** Waits until the service answers. */
export async function ask(url: string | undefined): Promise<About> {
  let about: About | undefined
  await until(async () => {
    about = await fetch(`${url}`, { headers: { connection: "close" } })
      .then((response) => response.json() as Promise<About>)
      .catch(() => undefined)
    return about !== undefined
  })
  return about as About
}

export const releaseOf = (name: string) => ({ tag: `v${name}`, sha: name.repeat(40).slice(0, 40) })

export const currentOf = async (root: string, stage: Stage) =>
  JSON.parse(await readFile(join(root, stage, "current.json"), "utf8"))
