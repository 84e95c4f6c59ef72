// @module-tag slow
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect } from "vitest"
import type { GateResult } from "../../src/core/gates/gate.ts"
import { type AppRepository, type ConfigInput, type Told, told } from "../helpers/app-repo.ts"
import type { Ended } from "../helpers/cli.ts"
import { test } from "./target.ts"

/** Moves the clock of a program on, or back: it goes on from there. */
const SHIFT = `const shift = Number(process.env.TEST_SHIFT_MS)
const Real = Date
globalThis.Date = class Date extends Real {
  constructor(...args) {
    if (args.length === 0) super(Real.now() + shift)
    else super(...args)
  }
  static now() {
    return Real.now() + shift
  }
}
`

const reason = ["--reason", "a fix"]
type Windows = NonNullable<NonNullable<NonNullable<ConfigInput["stages"]>["production"]>["windows"]>

async function hold(app: AppRepository, production: { windows?: Windows }, soakMinutes = 0): Promise<void> {
  await app.configure((config) => ({
    ...config,
    stages: {
      staging: { ...config.stages?.staging, soakMinutes },
      production: { ...config.stages?.production, ...production },
    },
  }))
}

/** Runs a command at a time of its own. */
async function endedAt(app: AppRepository, time: number, ...args: string[]): Promise<Ended> {
  const file = join(app.base, "home", "shift.mjs")
  await writeFile(file, SHIFT)
  const env = {
    NODE_OPTIONS: `--import=${pathToFileURL(file).href}`,
    TEST_SHIFT_MS: String(time - Date.now()),
  }
  return app.start([...args, "--format", "json"], env).ended
}

const at = async (app: AppRepository, time: number, ...args: string[]): Promise<Told> =>
  told(await endedAt(app, time, ...args))

const gateAt = async (app: AppRepository, id: string, time: number, ...args: string[]) => {
  const { report } = await at(app, time, "preflight", "--tag", "v1.1.0", ...args)
  return report.gates.find((gate) => gate.id === id) as GateResult
}

const MINUTE = 60_000

describe("a window names when it opens next, and opens then", { timeout: 90_000 }, () => {
  test.for<[string, string, Partial<Windows>, string, string]>([
    [
      "denied over midnight, on the day after",
      "2027-06-05T00:30+02:00",
      { deny: [{ name: "night", days: ["fri"], from: "23:00", to: "01:00" }] },
      "2027-06-05T01:00+02:00",
      "2027-06-05 01:00 Europe/Berlin (2027-06-04T23:00Z)",
    ],
    [
      "an hour that clocks skip never comes",
      "2027-03-27T23:00+01:00",
      { allow: [{ from: "02:00", to: "02:30" }] },
      "2027-03-29T02:00+02:00",
      "2027-03-29 02:00 Europe/Berlin (2027-03-29T00:00Z)",
    ],
    [
      "an hour that clocks show twice is denied twice",
      "2027-10-31T02:30+02:00",
      { deny: [{ from: "02:00", to: "03:00" }] },
      "2027-10-31T03:00+01:00",
      "2027-10-31 03:00 Europe/Berlin (2027-10-31T02:00Z)",
    ],
    [
      "denied over midnight of the night in which clocks go back",
      "2027-10-31T01:59+02:00",
      { deny: [{ days: ["sat"], from: "22:00", to: "02:30" }] },
      // two o'clock comes a second time, and with it half an hour in which it is closed again
      "2027-10-31T02:30+02:00",
      "2027-10-31 02:30 Europe/Berlin (2027-10-31T00:30Z)",
    ],
  ])("%s", async ([, now, windows, opensAt, opens], { createShop }) => {
    const app = await createShop()
    await hold(app, { windows: { timeZone: "Europe/Berlin", ...windows } })
    const [from, to] = [Date.parse(now), Date.parse(opensAt)]
    const refused = await at(app, from, "deploy-production", "--tag", "v1.1.0")
    expect(refused).toMatchObject({ code: 3, report: { reason: { code: "WINDOW_CLOSED" } } })
    expect(refused.report.reason?.message).toContain(`It opens at ${opens}.`)
    expect((await gateAt(app, "window", to - MINUTE)).status).toBe("fail")
    expect((await gateAt(app, "window", to)).status).toBe("pass")
  })

  test("a time zone that does not exist is refused, with the one that may have been meant", async ({
    createShop,
  }) => {
    const app = await createShop()
    for (const [timeZone, meant] of [
      ["Europe/Berln", "Europe/Berlin"],
      ["Mars/Olympus", ""],
      ["../../etc/localtime", ""],
    ] as const) {
      await hold(app, { windows: { timeZone, allow: [{ from: "09:00", to: "16:00" }] } })
      const { code, stderr, stdout } = await app.run(["deploy-production", "--tag", "v1.1.0"])
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toContain("stages.production.windows.timeZone")
      expect(stderr).toContain(meant)
    }
    expect(await app.records("production")).not.toContain("started v1.1.0")
  })
})

describe("a soak of 30 minutes", { timeout: 90_000 }, () => {
  const verifiedAt = async (app: AppRepository) =>
    Date.parse((await app.state("staging")).verified.find(({ tag }) => tag === "v1.1.0")?.at ?? "")

  test("is counted from when smoke passed, names its end, and is over then; a clock that went back does not end it", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await hold(app, {}, 30)
    // smoke takes its time
    const { answers } = target.staging
    const wait = Date.now() + 3000
    target.staging.answers = (serving, response) =>
      Date.now() < wait ? void response.writeHead(503).end() : answers(serving, response)
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
    const since = await verifiedAt(app)
    expect(since).toBeGreaterThanOrEqual(wait)
    const ends = Math.floor((since + 30 * MINUTE) / 1000) * 1000
    const early = await gateAt(app, "soak", since + 29 * MINUTE)
    expect(early).toMatchObject({ status: "fail", code: "SOAK_UNFINISHED" })
    expect(early.detail).toContain(`over at ${new Date(ends).toISOString().replace(".000Z", "Z")}`)
    expect((await gateAt(app, "soak", ends + 1000)).status).toBe("pass")
    const back = await gateAt(app, "soak", since - 60 * MINUTE)
    expect(back).toMatchObject({ status: "fail" })
    expect(back.detail).toContain(`has run v1.1.0 for 0.0 s of`)
  })

  test("is not begun again by a smoke test that passes again, but by a deploy", async ({ createShop }) => {
    const app = await createShop()
    await hold(app, {}, 30)
    const since = await verifiedAt(app)
    expect((await at(app, since + 20 * MINUTE, "smoke", "--stage", "staging")).code).toBe(0)
    expect(await verifiedAt(app)).toBe(since)
    expect((await gateAt(app, "soak", since + 31 * MINUTE)).status).toBe("pass")
    expect((await at(app, since + 31 * MINUTE, "deploy-staging", "--tag", "v1.1.0")).code).toBe(0)
    expect(await verifiedAt(app)).toBeGreaterThan(since + 30 * MINUTE)
    expect((await gateAt(app, "soak", since + 32 * MINUTE)).status).toBe("fail")
  })

  test("can be waived until a time, and no longer", async ({ createShop }) => {
    const app = await createShop()
    await hold(app, {}, 30)
    const since = await verifiedAt(app)
    const until = `${new Date(since + 5 * MINUTE).toISOString().slice(0, 16)}Z`
    const waive = ["--waive", `soak@${until}=it fixes the outage`]
    const late = await endedAt(
      app,
      since + 6 * MINUTE,
      "deploy-production",
      "--tag",
      "v1.1.0",
      ...reason,
      ...waive,
    )
    expect(late).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('"code": "WAIVER_REFUSED"'),
      stderr: expect.stringContaining("--waive soak: expired at"),
    })
    expect(await app.records("production")).not.toContain("started v1.1.0")
    const { code, report } = await at(
      app,
      since + MINUTE,
      "deploy-production",
      "--tag",
      "v1.1.0",
      ...reason,
      ...waive,
    )
    expect({ code, gate: report.gates.find(({ id }) => id === "soak") }).toMatchObject({
      code: 0,
      gate: { status: "waived", waived: { by: "ann", why: "it fixes the outage" } },
    })
  })
})
