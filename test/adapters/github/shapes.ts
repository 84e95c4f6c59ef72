/** Answers in the shapes of GitHub's REST API, with what a test does not care about left out. */
let id = 1000

/** A check run as `GET /repos/{owner}/{repo}/commits/{ref}/check-runs` lists it. */
export function checkRun(name: string, conclusion: string | null, fields: object = {}) {
  id += 1
  return {
    id,
    name,
    node_id: `CR_${id}`,
    head_sha: "a".repeat(40),
    status: "completed",
    conclusion,
    started_at: "2026-03-01T03:00:00Z",
    completed_at: "2026-03-01T03:01:00Z",
    output: { title: null, summary: null, annotations_count: 0 },
    check_suite: { id: 7 },
    app: { id: 15368, slug: "github-actions", name: "GitHub Actions" },
    pull_requests: [],
    ...fields,
  }
}

export const running = (name: string, status = "in_progress", fields: object = {}) =>
  checkRun(name, null, { status, completed_at: null, ...fields })

export const checkRuns = (...runs: unknown[]) => ({
  body: { total_count: runs.length, check_runs: runs },
})

/** The combined status of `GET /repos/{owner}/{repo}/commits/{ref}/status`. */
export const statuses = (...pairs: [context: string, state: string][]) => ({
  body: {
    state: "pending",
    sha: "a".repeat(40),
    total_count: pairs.length,
    statuses: pairs.map(([context, state]) => ({ context, state, description: null, target_url: null })),
  },
})

export const workflowRuns = (...pairs: [suite: number, workflow: number][]) => ({
  body: {
    total_count: pairs.length,
    workflow_runs: pairs.map(([check_suite_id, workflow_id]) => ({
      id: check_suite_id,
      check_suite_id,
      workflow_id,
    })),
  },
})

export const issue = (number: number, title: string, fields: object = {}) => ({
  number,
  title,
  state: "open",
  labels: [{ name: "incident" }],
  ...fields,
})
