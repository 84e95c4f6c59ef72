import { beforeAll, expect, it } from "vitest"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "./moto.ts"

describeWithMoto("the stand-in for AWS", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)

  it("listens on loopback and forgets on demand", async () => {
    expect(new URL(moto.url).hostname).toBe("127.0.0.1")
    await moto.reset()
    expect((await fetch(`${moto.url}/moto-api/`)).status).toBe(200)
  })
})
