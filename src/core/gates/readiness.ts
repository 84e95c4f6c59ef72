import { judgeReadiness } from "../plan/readiness.ts"
import { describeRelease } from "../stage.ts"
import { fail, type Gate, pass, productionOnly } from "./gate.ts"

export const READINESS_GATE: Gate = {
  id: "readiness",
  title: "There is a way back",
  skip: productionOnly,
  judge: ({ tag, sha, state, crossing, fence }) => {
    const { target, oneWay } = judgeReadiness(state, { tag, sha: sha as string }, crossing, fence)
    const because = oneWay.map(({ why }) => why).join("; ")
    if (oneWay.some(({ asks }) => asks))
      return fail("ONE_WAY", `There is no way back from ${tag}: ${because}.`)
    if (target === null) return pass(`nothing to go back to: ${because}`)
    return pass(
      `back to ${describeRelease(target)}${fence === null ? ", as far as can be told without migrations" : ""}`,
    )
  },
}
