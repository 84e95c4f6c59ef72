import { setTimeout as sleep } from "node:timers/promises"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { argumentsOf, type Cell, type Moment, momentOf, NEW, setupOf } from "./cells.ts"
import { type Facts, judge, WAKE_MS } from "./judge.ts"
import { MatrixWorld, type Said, saidBy, signalOne } from "./world.ts"

/** How long a run stands still. */
const STOP_MS = 20_000
const WAIT = ["--wait", "150"]

export interface Played {
  cell: Cell
  first: string
  ledger: string
  next: string
  mostAtOnce: number
  end: string
  /** what was seen that must not be */
  wrong: string[]
}

/** Lets a run come to the cell's moment, ends or stops it there, and gives the next command. */
export async function playCell(template: MatrixWorld, cell: Cell): Promise<Played> {
  const world = await MatrixWorld.from(template, setupOf(cell))
  try {
    return await play(world, cell)
  } finally {
    await world.close()
  }
}

async function play(world: MatrixWorld, cell: Cell): Promise<Played> {
  const { stand } = world
  const args = argumentsOf(cell.operation)
  if (cell.operation === "rollback") {
    // there must be something to leave
    const { code, stderr } = await world.run(world.ann, ["deploy-production", "--tag", NEW])
    if (code !== 0) throw new Error(`the deploy before the rollback: ${stderr}`)
  }
  const before = (await world.records()).length
  if (cell.operation === "bad deploy") stand.sick.add(NEW)
  const moment = await momentOf(world, cell)
  const run = world.start(world.ann, args, moment.env)
  const over = { is: false }
  void run.ended.then(() => {
    over.is = true
  })
  while (!(await moment.reached()) && !over.is) await sleep(20)
  if (over.is) throw new Error(`it ended before ${cell.phase}: ${inShort(saidBy(await run.ended))}`)
  const { first, next, ledger } = await stopAndGoOn(world, cell, moment, run, args)
  await moment.goOn()
  // what came too late would come now
  await sleep(700)
  const { running } = ((await world.records()).at(-1) as LedgerRecord).state
  const isOpen = cell.operation === "bad deploy" && running?.verified !== true
  const third = isOpen ? await world.run(world.next, ["rollback", "--stage", "production", ...WAIT]) : null
  const facts: Facts = {
    ...{ cell, before, first, next, third, stand },
    records: await world.records(),
    left: cell.place === "other clone" && cell.signal !== "SIGTERM" ? [] : await world.leftovers(world.ann),
    processes: (
      await Promise.all([...new Set([world.ann, world.next])].map((one) => world.processesOf(one)))
    ).flat(),
  }
  return {
    cell,
    first: inShort(first),
    ledger,
    next: [next, third].flatMap((one) => (one === null ? [] : inShort(one))).join("; then rollback: "),
    mostAtOnce: stand.mostAtOnce,
    end: endOf(facts),
    wrong: judge(facts),
  }
}

interface Sequence {
  first: Said
  next: Said
  /** between the two */
  ledger: string
}

async function stopAndGoOn(
  world: MatrixWorld,
  { signal, place, phase }: Cell,
  moment: Moment,
  run: ReturnType<MatrixWorld["start"]>,
  args: readonly string[],
): Promise<Sequence> {
  const { ann, next, stand } = world
  const again = () => world.run(next, [...args, ...WAIT])
  const between = async () => ledgerLine(await world.records())
  switch (signal) {
    case "SIGKILL": {
      // from elsewhere nothing ends what a run leaves behind, so its machine is gone with it
      if (place === "other clone") await world.signalAll(ann, "SIGKILL")
      else run.kill("SIGKILL")
      const first = saidBy(await run.ended)
      if (moment.isGit && !isLate(phase)) {
        await moment.goOn()
      }
      const ledger = await between()
      return { first, ledger, next: await again() }
    }
    case "SIGTERM": {
      run.kill("SIGTERM")
      // an interrupted run waits for its git, and for nothing else
      await sleep(500)
      if (moment.isGit) await moment.goOn()
      const first = saidBy(await run.ended)
      const ledger = await between()
      return { first, ledger, next: await again() }
    }
    case "SIGSTOP": {
      // here its tool goes on without it; from elsewhere it is a machine that sleeps
      if (place === "other clone") await world.signalAll(ann, "SIGSTOP")
      else signalOne(run.pid, "SIGSTOP")
      if (place === "other clone") stand.asleep = stand.atWork[0]?.runId ?? null
      const goOnAt = Date.now() + STOP_MS
      const following = again()
      await sleep(1000)
      if (place !== "other clone") await moment.goOn()
      await sleep(Math.max(0, goOnAt - Date.now()))
      const ledger = await between()
      if (place === "other clone") stand.wokeAt = Date.now()
      if (place === "other clone") await world.signalAll(ann, "SIGCONT")
      else signalOne(run.pid, "SIGCONT")
      await moment.goOn()
      // what wakes up finds out that its time is over, and ends what wakes up with it
      await sleep(WAKE_MS)
      stand.asleep = null
      stand.count()
      const [first, said] = await Promise.all([run.ended.then(saidBy), following])
      return { first, ledger, next: said }
    }
  }
}

/** In these the git of a dead run writes only once the next command is over, and comes too late. */
const isLate = (phase: Cell["phase"]): boolean => phase === "before the lock" || phase === "recording the end"

const inShort = ({ code, signal, report, stderr }: Said): string => {
  if (report === null) return signal ?? `${code} ${stderr.trim().split("\n").at(-1)?.slice(0, 80)}`
  return [code, report.outcome, report.reason?.code].filter((part) => part != null).join(" ")
}

export function ledgerLine(records: readonly LedgerRecord[]): string {
  const { running, lock, frozen } = (records.at(-1) as LedgerRecord).state
  const parts = [
    running === null ? "nothing" : `${running.tag}${running.verified ? " verified" : " unverified"}`,
    ...(lock === null ? [] : ["locked"]),
    ...(frozen === null ? [] : ["frozen"]),
  ]
  return parts.join(", ")
}

const endOf = ({ records, stand }: Facts): string => `${ledgerLine(records)}; serves ${stand.serving?.tag}`
