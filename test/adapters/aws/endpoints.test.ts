import { expect, test } from "vitest"
import { endpointOf } from "../../../src/adapters/aws/endpoints.ts"

test.each([
  ["sts", "eu-central-1", "https://sts.eu-central-1.amazonaws.com/", "eu-central-1"],
  ["logs", "us-east-1", "https://logs.us-east-1.amazonaws.com/", "us-east-1"],
  ["ssm", "cn-north-1", "https://ssm.cn-north-1.amazonaws.com.cn/", "cn-north-1"],
  ["iam", "eu-central-1", "https://iam.amazonaws.com/", "us-east-1"],
  ["iam", "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1"],
  ["iam", "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1"],
] as const)("%s in %s", (service, region, url, signed) => {
  expect(endpointOf(service, region, {})).toEqual({ url, region: signed })
})

test("the variable of the service stands before the common one, and both before AWS", () => {
  const overrides = { AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_STS: "http://sts" }
  expect(endpointOf("sts", "eu-west-1", overrides).url).toBe("http://sts")
  expect(endpointOf("iam", "eu-west-1", overrides)).toEqual({ url: "http://all", region: "us-east-1" })
  expect(endpointOf("logs", "eu-west-1", { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: "http://logs" }).url).toBe(
    "http://logs",
  )
  expect(endpointOf("sts", "eu-west-1", { AWS_ENDPOINT_URL: "" }).url).toMatch("amazonaws.com")
})

test("they can be ignored, as the AWS CLI ignores them", () => {
  const overrides = { AWS_ENDPOINT_URL: "http://all", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "TRUE" }
  expect(endpointOf("sts", "eu-west-1", overrides).url).toBe("https://sts.eu-west-1.amazonaws.com/")
})
