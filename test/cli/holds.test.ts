// @module-tag slow
import { describe, expect } from "vitest"
import { test } from "./target.ts"

describe("holds through the command line", { timeout: 90_000 }, () => {
  test("a freeze and a quarantine keep a deploy away until they are ended", async ({ createShop }) => {
    const app = await createShop()
    const wrong = await app.run([
      "freeze",
      "--stage",
      "production",
      "--until",
      "soon",
      "--reason",
      "the launch",
    ])
    expect(wrong).toMatchObject({ code: 2, stdout: "" })
    expect(wrong.stderr).toContain(
      '--until: "soon" is neither a time such as 2026-03-01T18:00Z, with its zone, nor',
    )
    const frozen = await app.ask("freeze", "--stage", "production", "--until", "2h", "--reason", "the launch")
    expect(frozen).toMatchObject({ code: 0, report: { hold: { stages: ["production"], notes: [] } } })
    expect(await app.deploy("production", "v1.1.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "STAGE_FROZEN", message: expect.stringContaining("the launch") } },
    })
    const text = await app.run(["quarantine", "--tag", "v1.1.0", "--reason", "it is slow"])
    expect(text).toMatchObject({ code: 0 })
    expect(text.stdout).toMatch(
      /^v1\.1\.0 \(\w{7}\) is quarantined on staging and production\n\nstaging runs v1\.1\.0 /,
    )
    const { report } = await app.ask("preflight", "--tag", "v1.1.0")
    expect(report.gates.flatMap(({ code }) => code ?? [])).toEqual(
      expect.arrayContaining(["STAGE_FROZEN", "VERSION_QUARANTINED"]),
    )
    const status = await app.run(["status", "--offline"])
    expect(status.stdout).toMatch(/frozen since \S+ by ann, until \S+: the launch/)
    expect(status.stdout).toMatch(/quarantined v1\.1\.0 \(\w{7}\) at \S+ by ann: it is slow/)
    await app.run(["unfreeze", "--stage", "production", "--reason", "launched"])
    await app.run(["quarantine", "--tag", "v1.1.0", "--lift", "--reason", "it was the network"])
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    expect((await app.records("production")).slice(3)).toEqual([
      "frozen-by-hand v1.0.0",
      "blocked v1.1.0 STAGE_FROZEN",
      ...["quarantined-by-hand v1.1.0", "unfrozen v1.0.0", "quarantine-lifted v1.1.0"],
      ...["started v1.1.0", "deployed v1.1.0", "verified v1.1.0"],
    ])
  })

  test("windows with a rule of iCalendar are judged by what is packed", async ({ createShop }) => {
    const app = await createShop()
    const deny = [{ name: "any day", firstDate: "2020-01-01", recurrence: "FREQ=DAILY" }]
    await app.configure((config) => ({
      ...config,
      stages: {
        staging: { ...config.stages?.staging, soakMinutes: 0.001 },
        production: { ...config.stages?.production, windows: { timeZone: "Europe/Berlin", deny } },
      },
    }))
    const { code, report } = await app.ask("preflight", "--tag", "v1.1.0")
    expect({ code, reason: report.reason }).toMatchObject({
      code: 3,
      reason: {
        code: "WINDOW_CLOSED",
        message:
          'production takes no deploys at this time: deploys are denied by the window "any day". It does not open in the next two years.',
      },
    })
    expect(report.gates.find(({ id }) => id === "soak")?.status).toBe("pass")
  })
})
