// @module-tag slow
import { describe, expect } from "vitest"
import { told } from "../helpers/app-repo.ts"
import { promised, test } from "./target.ts"

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

  const because = ["--reason", "it loses orders"]

  test("a version that is quarantined while it is deployed ends as one that failed", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    target.production.deploys = async ({ tag }) => {
      // the tag names another commit by now, and the one that is deployed is meant as well
      await app.git("tag", "--force", tag, "v1.0.0^{commit}")
      const { code, report } = await app.ask("quarantine", "--tag", tag, ...because)
      expect({ code, notes: report.hold?.notes }).toMatchObject({
        code: 0,
        notes: expect.arrayContaining([expect.stringContaining("ends as one that failed")]),
      })
      return 0
    }
    const sha = await app.git("rev-parse", "v1.1.0^{commit}")
    const { code, report, stderr } = await app.deploy("production", "v1.1.0")
    expect({ code, report, stderr }).toMatchObject({
      code: 1,
      report: {
        reason: {
          code: "VERSION_QUARANTINED",
          message: `v1.1.0 (${sha.slice(0, 7)}) was quarantined by ann after it had passed the gates: it loses orders`,
        },
        running: { tag: "v1.1.0", sha, verified: false },
      },
    })
    expect((await app.state("production")).verified.map(({ tag }) => tag)).toEqual(["v1.0.0"])
    expect((await app.run(["report", "--stage", "production"])).stdout).toMatch(
      /^production is on v1\.1\.0 .*, unverified: v1\.1\.0 .* was quarantined by ann/,
    )
  })

  test("a stage that is frozen during a deploy says so in the deploy's report", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    target.production.deploys = async () => {
      await app.run(["freeze", "--stage", "production", ...because])
      return 0
    }
    const { code, stdout } = await app.run(["deploy-production", "--tag", "v1.1.0"])
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        "\nann froze production meanwhile: it loses orders. It takes no deploys until `",
      ),
    })
  })

  test("a deploy that waits for its stage sees what staging says of the version by then", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await app.release("v1.2.0")
    await app.deploy("staging", "v1.2.0")
    const { kept, keep } = promised()
    target.production.deploys = () => kept.then(() => 0)
    const first = app.start(["deploy-production", "--tag", "v1.1.0"])
    await first.said(/ok {2}gates/)
    const second = app.start(["deploy-production", "--tag", "v1.2.0", "--wait", "60", "--format", "json"])
    await second.said(/waiting up to/)
    await app.run(["quarantine", "--tag", "v1.2.0", "--stage", "staging", ...because])
    const { code, report } = told(await second.ended)
    expect({ code, report }).toMatchObject({
      code: 3,
      report: {
        reason: { code: "VERSION_QUARANTINED", message: expect.stringContaining("it loses orders") },
      },
    })
    keep()
    expect((await first.ended).code).toBe(0)
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
