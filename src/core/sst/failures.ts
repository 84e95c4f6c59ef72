import * as v from "valibot"
import { type Reason, reason } from "../reasons.ts"
import { describeRelease, type Release, type Stage } from "../stage.ts"
import { ageOf, clip } from "../text.ts"

/** A failure of SST that is known by what it says. */
interface KnownFailure {
  pattern: RegExp
  reason: (found: RegExpExecArray) => Reason
  /** It comes before the engine touches a resource, even where its heading was shown already. */
  harmless?: true
}

const group = (found: RegExpExecArray, index: number): string => clip((found[index] ?? "").trim(), 300)

/** What Bun, which SST brings along, says of a proxy's own authority; by its code or in OpenSSL's words. */
const UNTRUSTED =
  /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|self.signed certificate(?: in certificate chain)?|unable to (?:verify the first|get local issuer) certificate)\b/
const TRUST =
  "Behind a proxy with an authority of its own, set SSL_CERT_FILE to a file that holds it (in deployer.env, or on the host in your environment), then run the same command again."

/** Why the secrets of a stage cannot be listed, in SST's own words; what to do about it follows from these. */
export const unlisted = (message: string): Reason =>
  reason("GATE_UNAVAILABLE", message, UNTRUSTED.test(message) ? TRUST : undefined)

/**
 * Known failures, the more specific first. Each pattern was seen in what SST 4.17.1 wrote, which
 * test/fixtures/sst holds, unless its test says where else it is from.
 */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /Set a value for (\S+) with `sst secret set/,
    reason: (found) =>
      reason(
        "SECRETS_MISSING",
        `The stage has no value for the secret ${group(found, 1)}.`,
        `Set it: \`secrets-set --stage STAGE --tag TAG --name ${group(found, 1)}\`; then deploy again.`,
      ),
  },
  {
    pattern: /trying to use an older version of "([^"]+)"/,
    reason: (found) =>
      reason(
        "DOWNGRADE_REFUSED",
        `The stage has a newer version of the component ${group(found, 1)} than this tag's SST.`,
      ),
  },
  {
    pattern: /Detected AWS provider upgrade from (\S+) to (\S+)/,
    reason: (found) =>
      reason(
        "MIGRATION_OF_STATE_NEEDED",
        `SST wants its state migrated from AWS provider ${group(found, 1)} to ${group(found, 2)} first.`,
      ),
  },
  {
    pattern: /^✕ {2}(Failed to build sst\.config\.ts)\s*\n\s+- (.+)/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}: ${group(found, 2)}.`),
  },
  {
    pattern:
      /^✕ {2}(Could not find sst\.config\.ts|Your sst\.config\.ts has top level imports|The (?:app|stage) name is invalid|You are using v\S+ which does not match \S+ in your "sst\.config\.ts")/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}.`),
  },
  {
    pattern: /ExpiredToken(?:Exception)?|security token included in the request is expired/,
    reason: () => reason("CREDENTIALS_EXPIRED"),
  },
  {
    pattern: /AWS credentials are not configured|failed to refresh cached credentials|NoCredentialProviders/,
    reason: () => reason("CREDENTIALS_MISSING"),
  },
  {
    pattern:
      /(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)/,
    reason: (found) => reason("CREDENTIALS_REFUSED", `AWS refused the credentials: ${group(found, 1)}.`),
  },
  {
    pattern: /(?:not authorized to perform:? (\S+)|api error (AccessDenied(?:Exception)?))/,
    reason: (found) =>
      reason(
        "CREDENTIALS_REFUSED",
        `The credentials lack a permission: ${group(found, 1) || group(found, 2)}.`,
      ),
  },
  {
    pattern: /Invalid Configuration: Missing Region|Not a valid region|Could not resolve region/i,
    reason: () => reason("REGION_INVALID"),
  },
  {
    pattern: /Could not install (\S+)\s*\n\s*(.+)/,
    reason: (found) =>
      reason("DOWNLOAD_FAILED", `SST could not download ${group(found, 1)}: ${group(found, 2)}.`),
  },
  {
    pattern: /err="provider (\S+) not found"/,
    reason: (found) =>
      reason("DOWNLOAD_FAILED", `SST could not look up the provider ${group(found, 1)} at the registry.`),
  },
  {
    pattern: UNTRUSTED,
    reason: (found) =>
      reason(
        "DOWNLOAD_FAILED",
        `SST's Bun does not trust the certificate of the package registry: ${group(found, 1)}.`,
        TRUST,
      ),
  },
  {
    pattern: /ConnectionRefused downloading package manifest|error: failed to resolve .* package/,
    reason: () => reason("DOWNLOAD_FAILED", "SST could not install its platform's packages."),
  },
  {
    pattern: /err="fork\/exec (\S+):/,
    reason: (found) =>
      reason("DOWNLOAD_FAILED", `There is no program at ${group(found, 1)}, where SST expects its engine.`),
    harmless: true,
  },
  {
    pattern: /passphrase for this app \/ stage is missing or invalid|incorrect passphrase/,
    reason: () => reason("SST_STATE_UNREADABLE", "The passphrase does not open the state of this stage."),
    harmless: true,
  },
  {
    pattern: /err="(unexpected EOF|unexpected end of JSON input|invalid character [^"]*)"/,
    reason: (found) =>
      reason("SST_STATE_UNREADABLE", `SST cannot read its state or its lock: ${group(found, 1)}.`),
    harmless: true,
  },
  {
    pattern: /^✕ {2}Could not find stage|^✕ {2}Stage not found/mu,
    reason: () => reason("SST_CONFIG_INVALID", "SST does not know the stage."),
  },
  {
    pattern: /(There was a problem (?:building|running) .+|No build output found at .+|Build failed.*)/,
    reason: (found) => reason("BUILD_FAILED", group(found, 1)),
  },
  {
    pattern: /^update canceled$|^✕ {2}Interrupted\s*$/imu,
    reason: () => reason("INTERRUPTED", "SST was interrupted."),
  },
]

const Lock = v.object({
  /** ISO time */
  created: v.string(),
  updateID: v.string(),
  /** what SST_RUN_ID was; "" without one */
  runID: v.string(),
  command: v.string(),
})

/** SST's own lock on a stage. It never expires: a run that is killed leaves it behind. */
type SstLock = v.InferOutput<typeof Lock>

/** Who holds the lock, as far as it can be read. */
export type LockReading =
  | { kind: "free" }
  | { kind: "held"; lock: SstLock }
  | { kind: "unreadable"; message: string }

/** Reads what `readLock` in the tree prints. */
export function parseLockReading(text: string): LockReading {
  try {
    const result = JSON.parse(text) as { lock?: unknown; error?: unknown }
    if (typeof result.error === "string") return { kind: "unreadable", message: result.error }
    if (result.lock === null) return { kind: "free" }
    const parsed = v.safeParse(Lock, result.lock)
    if (parsed.success) return { kind: "held", lock: parsed.output }
    return { kind: "unreadable", message: "the lock has an unknown form" }
  } catch {
    return { kind: "unreadable", message: "the lock could not be read" }
  }
}

/** Why a deploy is refused while SST is locked: by whom, and for how long. */
export function lockedReason(stage: Stage, reading: LockReading, now: Date): Reason {
  if (reading.kind === "free") {
    return reason(
      "SST_LOCKED",
      `SST said that ${stage} was locked, and a moment later it was not.`,
      "Deploy again.",
    )
  }
  if (reading.kind === "unreadable") {
    return reason(
      "SST_LOCKED",
      `SST's lock on ${stage} is held, and its owner cannot be read: ${reading.message}.`,
    )
  }
  const { lock } = reading
  return reason(
    "SST_LOCKED",
    `SST's lock on ${stage} has been held by ${ownerOf(lock)} for ${ageOf(lock.created, now)}.`,
  )
}

/** `run r-1 of this pipeline (deploy v1.2.3 (abc1234))`, or what else is known. */
function ownerOf({ runID, command }: SstLock): string {
  const ours = parseSstRunId(runID)
  if (ours !== null)
    return `run ${ours.runId} of a pipeline (sst ${command}, ${describeRelease(ours.release)})`
  const id = runID === "" ? "no run id" : `run id ${runID}`
  return `a deploy outside this pipeline (sst ${command}, ${id})`
}

/** `tag@sha#run`: what SST keeps of us in its lock and in its history, its only field for others. */
export const sstRunId = ({ tag, sha }: Release, runId: string): string => `${tag}@${sha}#${runId}`

/** Reads it back; null for a lock that is not this pipeline's. */
export function parseSstRunId(text: string): { release: Release; runId: string } | null {
  const found = /^(?<tag>.+)@(?<sha>[0-9a-f]{40}(?:[0-9a-f]{24})?)#(?<runId>[^#]+)$/.exec(text)
  if (found === null) return null
  const { tag, sha, runId } = found.groups as { tag: string; sha: string; runId: string }
  return { release: { tag, sha }, runId }
}
