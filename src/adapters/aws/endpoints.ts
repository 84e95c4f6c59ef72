/** Services that this pipeline asks, as their endpoints and signatures name them. */
export type AwsService = "sts" | "iam" | "logs" | "ssm" | "s3"

/** Addresses that stand for AWS's own, by the environment variable that sets them. */
export type EndpointOverrides = Readonly<Record<string, string | undefined>>

export interface Endpoint {
  url: string
  /** the region that the signature names */
  region: string
}

const VARIABLES: Readonly<Record<AwsService, string>> = {
  sts: "AWS_ENDPOINT_URL_STS",
  iam: "AWS_ENDPOINT_URL_IAM",
  logs: "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
  ssm: "AWS_ENDPOINT_URL_SSM",
  s3: "AWS_ENDPOINT_URL_S3",
}

/** Where a service is, as the AWS CLI and SDKs find it: its own variable, the common one, AWS itself. */
export function endpointOf(service: AwsService, region: string, overrides: EndpointOverrides): Endpoint {
  const { host, region: home } = addressOf(service, region)
  const ignored = overrides.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true"
  const override = ignored ? "" : overrides[VARIABLES[service]] || overrides.AWS_ENDPOINT_URL || ""
  return { url: override === "" ? `https://${host}/` : override, region: home }
}

/** IAM is one for a whole partition. */
function addressOf(service: AwsService, region: string): { host: string; region: string } {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
  if (service !== "iam") return { host: `${service}.${region}.${suffix}`, region }
  if (region.startsWith("cn-")) return { host: `iam.cn-north-1.${suffix}`, region: "cn-north-1" }
  if (region.startsWith("us-gov-")) return { host: `iam.us-gov.${suffix}`, region: "us-gov-west-1" }
  return { host: `iam.${suffix}`, region: "us-east-1" }
}
