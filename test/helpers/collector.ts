import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"

export interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  status: { code?: number; message?: string }
  attributes: { key: string; value: { stringValue?: string } }[]
}

/** A collector that takes OTLP over HTTP. */
export class Collector {
  readonly spans: Span[] = []
  readonly services: unknown[] = []
  readonly paths: string[] = []
  isDeaf = false
  private readonly server: Server

  constructor() {
    this.server = createServer(async (request, response) => {
      this.paths.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`.trim())
      if (this.isDeaf) return
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString())
      for (const { resource, scopeSpans } of resourceSpans) {
        this.services.push(resource.attributes.find(({ key }: { key: string }) => key === "service.name"))
        for (const { spans } of scopeSpans) this.spans.push(...spans)
      }
      response.end("{}")
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}
