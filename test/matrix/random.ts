import { setTimeout as sleep } from "node:timers/promises"
import { judgeLedger } from "./judge.ts"
import { inParallel, type Told } from "./matrix.ts"
import { MatrixWorld, type Place, saidBy } from "./world.ts"

const TAGS = ["v1.1.0", "v1.2.0"] as const
const ALLOW = ["--allow-older", "any order"]

/** Kills deploys at random moments, half of them with a local ledger, and lets the same command follow each. */
export async function playRandom(count: number, seed: number, jobs: number): Promise<Told> {
  const template = await MatrixWorld.template()
  const wrong: string[] = []
  const lines: string[] = []
  try {
    const places: Place[] = ["local", "remote"]
    await inParallel(jobs, places, async (place) => {
      const kills = Math.floor(count / places.length)
      const seen = await killed(template, place, kills, generator(seed + places.indexOf(place)))
      wrong.push(...seen.wrong)
      const phases = [...seen.phases].map(([phase, times]) => `${phase} ${times}`).join(", ")
      lines.push(`${place}: ${kills} kills, ${seen.wrong.length} wrong; killed in: ${phases}`)
    })
  } finally {
    await template.close()
  }
  return { text: `${[`seed ${seed}`, ...lines, ...wrong].join("\n")}\n`, isRight: wrong.length === 0 }
}

async function killed(template: MatrixWorld, place: Place, count: number, random: () => number) {
  const world = await MatrixWorld.from(template, { place, migrations: null, installs: false })
  const wrong: string[] = []
  const phases = new Map<string, number>()
  try {
    const begun = performance.now()
    const args = (tag: string) => ["deploy-production", "--tag", tag, ...ALLOW]
    const { code } = await world.run(world.ann, args(TAGS[0]))
    if (code !== 0) throw new Error(`an undisturbed deploy ended with ${code}`)
    const undisturbedMs = performance.now() - begun
    for (let kill = 1; kill <= count; kill += 1) {
      const tag = TAGS[kill % TAGS.length] as string
      const before = (await world.records()).length
      const run = world.start(world.ann, args(tag))
      const ms = random() * undisturbedMs * 1.1
      await sleep(ms)
      run.kill("SIGKILL")
      const first = saidBy(await run.ended)
      const atKill = (await world.records()).slice(before)
      const phase = first.signal === null ? "after its end" : (atKill.at(-1)?.kind ?? "no record")
      phases.set(phase, (phases.get(phase) ?? 0) + 1)
      const next = await world.run(world.ann, [...args(tag), "--wait", "60"])
      const records = await world.records()
      const { lock, running } = (records.at(-1) as (typeof records)[number]).state
      const { stand } = world
      const seen = [
        ...(next.code === 0
          ? []
          : [`exit code ${next.code}: ${next.report?.reason?.message ?? next.stderr}`]),
        ...(stand.serving?.tag === tag ? [] : [`${stand.serving?.tag} is served`]),
        ...(lock === null ? [] : ["the stage is locked"]),
        ...(running?.tag === tag && running.verified ? [] : [`the ledger says ${running?.tag}`]),
        ...judgeLedger(records.slice(before), stand),
      ]
      stand.mostAtOnce = 0
      wrong.push(
        ...seen.map((what) => `${place} ${kill} (${tag} after ${Math.round(ms)} ms, ${phase}): ${what}`),
      )
      process.stderr.write(
        `${place} ${kill}/${count} ${phase}${seen.length === 0 ? "" : `: ${seen.join("; ")}`}\n`,
      )
    }
    const left = [...(await world.leftovers(world.ann)), ...(await world.processesOf(world.ann))]
    if (left.length > 0) wrong.push(`${place}: left behind: ${left.join(", ")}`)
  } finally {
    await world.close()
  }
  return { wrong, phases }
}

/** The same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
