import { startService } from "../../shared/src/service.mjs"
import { chat } from "./chat.mjs"
import { slackEvents } from "./slack.mjs"

await startService({
  name: "api",
  defaultPort: 3001,
  healthPath: "/health",
  configure: (_release, env) => ({
    routes: {
      "/chat": { POST: chat },
      "/slack/events": { POST: slackEvents(env.SLACK_SIGNING_SECRET) },
    },
  }),
})
