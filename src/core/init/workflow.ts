/** Each with its words in the form that GitHub shows. */
const INPUTS: readonly (readonly [name: string, kind: string, description: string])[] = [
  [
    "action",
    "choice, default: deploy, options: [deploy, rollback, adopt, freeze, unfreeze, quarantine, unlock]",
    "What to do",
  ],
  ["stage", "choice, required: true, options: [production, staging]", "Where"],
  ["tag", "string", "To deploy, adopt, quarantine, or roll back to (empty: the last verified one)"],
  ["reason", "string", "Why; kept in the ledger. freeze, unfreeze, quarantine and unlock need it"],
  ["until", "string", "When a freeze ends by itself: 2026-03-01T18:00Z, or 2h, 3d (empty: it does not)"],
  ["plan", "string", "Digest of the plan that may run (empty: of the one that this run shows)"],
  ["waive", "string", "Gates to waive: gate=why, several with commas"],
  ["allow-one-way", "string", "Why there need be no way back"],
  ["allow-older", "string", "Why an older version may replace the one that runs"],
  ["over-migrations", "string", "Why a rollback may leave migrations in the database"],
  ["verify", "boolean", "After smoke, also verify as pipeline.json says"],
]

/**
 * All that a repository needs of a workflow: what starts a run, and one call of the workflow that has the jobs.
 * @param uses that workflow, pinned: `OWNER/NAME/.github/workflows/pipeline.yml@COMMIT # v1.2.3`
 */
export const callerWorkflow = (uses: string, tagPrefix: string): string => `name: Deploy
run-name: \${{ inputs.action || 'deploy' }} \${{ inputs.stage || 'staging' }} \${{ github.event_name == 'push' && github.ref_name || inputs.tag }}
on:
  push: { tags: [${JSON.stringify(`${tagPrefix.replace(/[\\*?+[\]!]/g, "\\$&")}*`)}] }
  workflow_dispatch:
    inputs:
${INPUTS.map(([name, type, description]) => `      ${name}: { type: ${type}, description: ${JSON.stringify(description)} }`).join("\n")}
permissions: {}
jobs:
  release:
    name: Release
    uses: ${uses}
    permissions: { contents: write, deployments: write, id-token: write, checks: read, statuses: read, issues: read, actions: read } # pipeline.yml says what for
    secrets: # where the stage's environment has one of the same name, that one counts
      DATABASE_URL: \${{ secrets.DATABASE_URL }}
      SLACK_SIGNING_SECRET: \${{ secrets.SLACK_SIGNING_SECRET }}
      SLACK_BOT_TOKEN: \${{ secrets.SLACK_BOT_TOKEN }}
      PAGERDUTY_ROUTING_KEY: \${{ secrets.PAGERDUTY_ROUTING_KEY }}
      NOTIFY_WEBHOOK_SECRET: \${{ secrets.NOTIFY_WEBHOOK_SECRET }}
      PIPELINE_SECRETS: \${{ secrets.PIPELINE_SECRETS }}
`

/** The workflow of a team that names this pipeline as `OWNER/NAME@COMMIT`. */
export function workflowOf(pipeline: string, tagPrefix: string): string {
  const [repository, commit] = pipeline.split("@")
  return callerWorkflow(`${repository}/.github/workflows/pipeline.yml@${commit}`, tagPrefix)
}
