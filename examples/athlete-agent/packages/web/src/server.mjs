import { startService } from "../../shared/src/service.mjs"
import { apiClient } from "./api-client.mjs"
import { chatProxy } from "./chat-proxy.mjs"
import { pageRoutes } from "./page.mjs"

await startService({
  name: "web",
  defaultPort: 3000,
  healthPath: "/api/health",
  configure: (release, env) => {
    const api = env.API_URL ? apiClient(env.API_URL) : undefined
    return {
      routes: { ...pageRoutes(release), "/api/chat": { POST: chatProxy(api) } },
      check: () => checkApi(api),
    }
  },
})

async function checkApi(api) {
  if (!api) return { ok: true }
  const ok = await api.isHealthy()
  return { ok, details: { api: ok ? "ok" : "unreachable" } }
}
