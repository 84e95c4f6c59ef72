// Made by `npm run build` from src/engine: change it there.
import {
  reason
} from "./core-reasons.js";
import {
  clip
} from "./core-text.js";

// src/core/sst/failures.ts
var group = (found, index) => clip((found[index] ?? "").trim(), 300), UNTRUSTED = /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|self.signed certificate(?: in certificate chain)?|unable to (?:verify the first|get local issuer) certificate)\b/, TRUST = "Behind a proxy with an authority of its own, set SSL_CERT_FILE to a file that holds it (in deployer.env, or on the host in your environment), then run the same command again.", unlisted = (message) => reason("GATE_UNAVAILABLE", message, UNTRUSTED.test(message) ? TRUST : void 0), KNOWN_FAILURES = [
  {
    pattern: /Set a value for (\S+) with `sst secret set/,
    reason: (found) => reason(
      "SECRETS_MISSING",
      `The stage has no value for the secret ${group(found, 1)}.`,
      `Set it: \`secrets-set --stage STAGE --tag TAG --name ${group(found, 1)}\`; then deploy again.`
    )
  },
  {
    pattern: /trying to use an older version of "([^"]+)"/,
    reason: (found) => reason(
      "DOWNGRADE_REFUSED",
      `The stage has a newer version of the component ${group(found, 1)} than this tag's SST.`
    )
  },
  {
    pattern: /Detected AWS provider upgrade from (\S+) to (\S+)/,
    reason: (found) => reason(
      "MIGRATION_OF_STATE_NEEDED",
      `SST wants its state migrated from AWS provider ${group(found, 1)} to ${group(found, 2)} first.`
    )
  },
  {
    pattern: /^✕ {2}(Failed to build sst\.config\.ts)\s*\n\s+- (.+)$/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}: ${group(found, 2)}.`)
  },
  {
    pattern: /^✕ {2}(Could not find sst\.config\.ts|Your sst\.config\.ts has top level imports|The (?:app|stage) name is invalid|You are using v\S+ which does not match \S+ in your "sst\.config\.ts")/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}.`)
  },
  {
    pattern: /ExpiredToken(?:Exception)?|security token included in the request is expired/,
    reason: () => reason("CREDENTIALS_EXPIRED")
  },
  {
    pattern: /AWS credentials are not configured|failed to refresh cached credentials|NoCredentialProviders/,
    reason: () => reason("CREDENTIALS_MISSING")
  },
  {
    pattern: /(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)/,
    reason: (found) => reason("CREDENTIALS_REFUSED", `AWS refused the credentials: ${group(found, 1)}.`)
  },
  {
    pattern: /(?:not authorized to perform:? (\S+)|api error (AccessDenied(?:Exception)?))/,
    reason: (found) => reason(
      "CREDENTIALS_REFUSED",
      `The credentials lack a permission: ${group(found, 1) || group(found, 2)}.`
    )
  },
  {
    pattern: /Invalid Configuration: Missing Region|Not a valid region|Could not resolve region/i,
    reason: () => reason("REGION_INVALID")
  },
  {
    pattern: /Could not install (\S+)\s*\n\s*(.+)$/m,
    reason: (found) => reason("DOWNLOAD_FAILED", `SST could not download ${group(found, 1)}: ${group(found, 2)}.`)
  },
  {
    pattern: /err="provider (\S+) not found"/,
    reason: (found) => reason("DOWNLOAD_FAILED", `SST could not look up the provider ${group(found, 1)} at the registry.`)
  },
  {
    pattern: UNTRUSTED,
    reason: (found) => reason(
      "DOWNLOAD_FAILED",
      `SST's Bun does not trust the certificate of the package registry: ${group(found, 1)}.`,
      TRUST
    )
  },
  {
    pattern: /ConnectionRefused downloading package manifest|error: failed to resolve .* package/,
    reason: () => reason("DOWNLOAD_FAILED", "SST could not install its platform's packages.")
  },
  {
    pattern: /err="fork\/exec (\S+):/,
    reason: (found) => reason("DOWNLOAD_FAILED", `There is no program at ${group(found, 1)}, where SST expects its engine.`),
    harmless: !0
  },
  {
    pattern: /passphrase for this app \/ stage is missing or invalid|incorrect passphrase/,
    reason: () => reason("SST_STATE_UNREADABLE", "The passphrase does not open the state of this stage."),
    harmless: !0
  },
  {
    pattern: /err="(unexpected EOF|unexpected end of JSON input|invalid character [^"]*)"/,
    reason: (found) => reason("SST_STATE_UNREADABLE", `SST cannot read its state or its lock: ${group(found, 1)}.`),
    harmless: !0
  },
  {
    pattern: /^✕ {2}Could not find stage|^✕ {2}Stage not found/mu,
    reason: () => reason("SST_CONFIG_INVALID", "SST does not know the stage.")
  },
  {
    pattern: /(There was a problem (?:building|running) .+|No build output found at .+|Build failed.*)$/m,
    reason: (found) => reason("BUILD_FAILED", group(found, 1))
  },
  {
    pattern: /^(?:\| {2}Error\s*\n)?(update canceled)$|^✕ {2}Interrupted\s*$/imu,
    reason: () => reason("INTERRUPTED", "SST was interrupted.")
  }
];

export {
  unlisted,
  KNOWN_FAILURES
};
