// @module-tag slow
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { Terminal } from "@xterm/headless"
import { describe, expect } from "vitest"
import type { AppRepository } from "../helpers/app-repo.ts"
import { CLI, environmentOf } from "../helpers/cli.ts"
import { promised, sick, test } from "./target.ts"

/** `script` of util-linux gives a program a terminal of its own. */
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") ?? false

/** A person's terminal, and the command line on it. */
class Screen {
  raw = ""
  private readonly emulator: Terminal
  private readonly child
  private readonly closed: Promise<unknown[]>

  constructor(app: AppRepository, args: readonly string[], columns = 80) {
    this.emulator = new Terminal({ cols: columns, rows: 30, scrollback: 1000, allowProposedApi: true })
    const words = [...CLI, ...args].map((word) => `'${word}'`).join(" ")
    const command = `stty cols ${columns} rows 30; exec ${words}`
    const { CI: _, ...env } = environmentOf(app.where())
    this.child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: app.root,
      env: { ...env, LC_ALL: "C.UTF-8", TERM: "xterm-256color", SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "inherit"],
    })
    this.child.stdout.on("data", (chunk: Buffer) => {
      this.raw += chunk.toString()
      this.emulator.write(chunk)
    })
    this.closed = once(this.child, "close")
  }

  type(keys: string): void {
    this.child.stdin.write(keys)
  }

  /** Waits until the screen shows it. */
  async shows(pattern: RegExp): Promise<void> {
    await expect.poll(async () => await this.text(), { timeout: 30_000, interval: 50 }).toMatch(pattern)
  }

  async ended(): Promise<number> {
    const [code] = await this.closed
    return code as number
  }

  /** All that can be read on it, with what was scrolled away. */
  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.emulator.write("", resolve))
    const { active } = this.emulator.buffer
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row))
    return lines
      .map((line) => `${line?.isWrapped ? "" : "\n"}${line?.translateToString(true) ?? ""}`)
      .join("")
  }

  /** What the last escape about it said; without any it was never hidden. */
  get isCursorVisible(): boolean {
    return this.raw.lastIndexOf("\u001b[?25h") >= this.raw.lastIndexOf("\u001b[?25l")
  }
}

const deploy = ["deploy-production", "--tag", "v1.1.0"]
const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/

describe("on a terminal", { timeout: 120_000 }, () => {
  test.runIf(hasScript).for([80, 40])(
    "of %i columns phases appear under way and stay when they have ended",
    async (columns, { createShop, target }) => {
      const app = await createShop()
      const { kept, keep } = promised()
      target.production.deploys = async () => {
        await kept
        return 0
      }
      const screen = new Screen(app, deploy, columns)
      await screen.shows(
        columns === 80
          ? /✔ gates.*\n {2}. deploy +\d+\.\d s of 1 min 00 s {2}dep/
          : /✔ gates [\s\S]*\n {2}. deploy +\d+\.\d s of 1 [min ]*…\n/,
      )
      keep()
      expect(await screen.ended()).toBe(0)
      const text = await screen.text()
      for (const phase of ["resolve", "gates", "deploy", "smoke"]) {
        expect(text.match(new RegExp(`✔ ${phase} `, "g")), text).toHaveLength(1)
      }
      expect(text).toMatch(/\n\n✔ production runs v1\.1\.0 \([0-9a-f]{7}\), verified\n/)
      expect(text.match(/production runs v1\.1\.0/g)).toHaveLength(1)
      expect(text).not.toMatch(SPINNER)
      // what a tool prints is there until it prints something else
      expect(text).not.toContain("deploying v1.1.0")
      expect(screen.isCursorVisible).toBe(true)
    },
  )

  test.runIf(hasScript)(
    "Ctrl-C ends the run, with its report and the cursor",
    async ({ createShop, target }) => {
      const app = await createShop()
      target.production.deploys = () => new Promise(() => {})
      const screen = new Screen(app, deploy)
      await screen.shows(/ deploy +\d+\.\d s of .*deploying v1\.1\.0 to production/)
      screen.type("\u0003")
      expect(await screen.ended()).toBe(1)
      const text = await screen.text()
      expect(text).toContain("SIGINT: stopping cleanly")
      expect(text).toMatch(/✘ production is on v1\.1\.0 .*, unverified/)
      expect(text).not.toMatch(SPINNER)
      expect(screen.isCursorVisible).toBe(true)
    },
  )

  test.runIf(hasScript)("--quiet shows the report alone", async ({ createShop }) => {
    const app = await createShop()
    const screen = new Screen(app, [...deploy, "--quiet"])
    expect(await screen.ended()).toBe(0)
    expect(await screen.text()).toMatch(/^\s*✔ production runs v1\.1\.0/)
  })

  test.runIf(hasScript)(
    "--verbose keeps what the tool prints, and each attempt",
    async ({ createShop, target }) => {
      const app = await createShop()
      target.production.answers = sick("v1.1.0")
      const screen = new Screen(app, [...deploy, "--verbose"])
      expect(await screen.ended()).toBe(1)
      const text = await screen.text()
      expect(text).toContain("\n    deploying v1.1.0 to production\n")
      expect(text).toMatch(/\n {4}.*attempt 1: /)
      expect(text).toMatch(/✘ smoke /)
      expect(text).toMatch(/↩ production runs v1\.0\.0/)
    },
  )

  test.runIf(!hasScript)("is not tried here: there is no `script` of util-linux", () => {
    expect(hasScript).toBe(false)
  })
})

test("to a pipe goes no escape", async ({ createShop }) => {
  const app = await createShop()
  const { stdout, stderr } = await app.run([...deploy, "--verbose"])
  expect(stdout).toMatch(/^production runs v1\.1\.0 /)
  expect(stderr).toContain("deploying v1.1.0 to production")
  expect(stdout + stderr).not.toContain("\u001b")
})
