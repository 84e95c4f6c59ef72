import type { Report } from "../src/core/report/report.ts"
import { BenchRepository } from "./repository.ts"
import { type Row, row, seconds } from "./rows.ts"

const BROKEN = { production: { api: { kind: "status", status: 500 } } }

/** From the bad verdict to a verified rollback, under the default soak, against what the deployer itself takes. */
export async function measureRollback(): Promise<Row[]> {
  const repository = await BenchRepository.create()
  try {
    await repository.release("v1.0.0", {})
    await expectOutcome(repository.run("deploy-staging", "--tag", "v1.0.0"), "deployed")
    await expectOutcome(repository.run("deploy-production", "--tag", "v1.0.0"), "deployed")
    await repository.release("v1.1.0", BROKEN)
    await expectOutcome(repository.run("deploy-staging", "--tag", "v1.1.0"), "deployed")
    const report = await expectOutcome(repository.run("deploy-production", "--tag", "v1.1.0"), "rolled-back")
    const deployMs = phaseMs(report, "deploy")
    const verdictAt = Date.parse(phase(report, "smoke").startedAt) + phaseMs(report, "smoke")
    const restoredAt = Date.parse(report.startedAt) + report.durationMs
    const rollbackMs = restoredAt - verdictAt
    const limit = 2 * deployMs + 3000
    const goal = `at most 2 × the deployer + 3 s = ${seconds(limit)}`
    return [
      row(
        "bad verdict to verified rollback",
        seconds(rollbackMs),
        `deployer ${seconds(deployMs)}`,
        goal,
        rollbackMs <= limit,
      ),
    ]
  } finally {
    await repository.remove()
  }
}

async function expectOutcome(running: Promise<Report>, outcome: Report["outcome"]): Promise<Report> {
  const report = await running
  if (report.outcome !== outcome)
    throw new Error(`expected ${outcome}, got ${report.outcome}: ${report.reason?.message}`)
  return report
}

const phase = ({ phases }: Report, name: string) => {
  const found = phases.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no phase ${name}`)
  return found
}

const phaseMs = (report: Report, name: string): number => phase(report, name).durationMs
