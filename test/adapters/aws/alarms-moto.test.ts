// @module-tag slow
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { stageLogs } from "../../../src/adapters/aws/access.ts"
import { systemClock } from "../../../src/adapters/runtime.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { readAlarms } from "../../../src/core/watch/watch.ts"
import { sample } from "../../core/config/samples.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../../helpers/moto.ts"

const secret = (text: string) => ({ plaintext: async () => text })
const keys = {
  accessKeyId: secret("AKIAIOSFODNN7EXAMPLE"),
  secretAccessKey: secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
  sessionToken: null,
}

describeWithMoto("alarms on moto", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)
  beforeEach(() => moto.reset())

  const reader = () =>
    stageLogs(
      parseConfig(JSON.stringify({ ...sample(), stages: { production: { region: "eu-central-1" } } })),
      { oidc: null, keys, exported: null, ambient: null },
      { endpoint: moto.url, clock: systemClock, signal: new AbortController().signal, runId: "run-1" },
      [],
    )

  test("are seen as they are, in the stage's region", async () => {
    const client = new CloudWatchClient(moto.client)
    const alarm = {
      ...{ AlarmName: "shop-5xx", MetricName: "5xx", Namespace: "shop", Statistic: "Sum" as const },
      ...{
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanThreshold" as const,
      },
    }
    await client.send(new PutMetricAlarmCommand(alarm))
    const set = (StateValue: "OK" | "ALARM") =>
      client.send(
        new SetAlarmStateCommand({ AlarmName: "shop-5xx", StateValue, StateReason: "12 of 100 failed" }),
      )
    const look = async () => readAlarms(["shop-5xx"], await reader().alarms("production", ["shop-5xx"]), 0)
    await set("OK")
    expect(await look()).toMatchObject({ kind: "right" })
    await set("ALARM")
    expect(await look()).toMatchObject({ kind: "wrong", detail: "shop-5xx is in alarm: 12 of 100 failed" })
    expect(readAlarms(["gone"], await reader().alarms("production", ["gone"]), 0)).toMatchObject({
      kind: "none",
    })
  })

  test("of a stage that is nowhere in AWS are not there", async () => {
    expect(await reader().alarms("staging", ["shop-5xx"])).toMatchObject({ kind: "unavailable" })
  })
})
