// Made by `npm run build` from src/engine: change it there.
import {
  AwsError
} from "./adapters-aws-error.js";
import {
  ENV_KEY,
  ENV_SECRET,
  fromEnv
} from "./aws-sdk-credential-provider-env.js";
import {
  CredentialsProviderError,
  ENV_PROFILE,
  chain
} from "./common-4.js";
import {
  redact
} from "./core-secret.js";
import {
  messageOf
} from "./core-errors.js";
import {
  clip
} from "./core-text.js";

// src/adapters/aws/connection.ts
import { Readable } from "node:stream";
var TIMEOUT_MS = 1e4, ATTEMPTS = 4, TOTAL_MS = 6e4, MAX_BYTES = 8 * 1024 * 1024, SKEW_MS = 6e4, MAX_MESSAGE = 300;
function connectAws(settings, credentials, secrets = []) {
  let { region, endpoint, clock, signal, proxies, timeoutMs = TIMEOUT_MS, totalMs = TOTAL_MS } = settings, hidden = [...secrets, credentials?.secretAccessKey ?? "", credentials?.sessionToken ?? ""], toShow = (text) => clip(redact(firstLine(text), hidden), MAX_MESSAGE), skewMs = 0, host = "AWS", learnTime = (date) => {
    let skew = Date.parse(date ?? "") - clock.now().getTime();
    Number.isNaN(skew) || (skewMs = Math.abs(skew) < SKEW_MS ? 0 : skew);
  }, faultOf = (error) => {
    if (signal?.aborted) return ["Interrupted", "the run was interrupted"];
    let { name, Code: code = name, $fault, $metadata } = error, { httpStatusCode: status, requestId } = $metadata ?? {}, message = toShow(messageOf(rootOf(error)));
    return $fault !== void 0 && !NOT_FROM_AWS.test(code) ? [toShow(code), message, requestId] : status !== void 0 && status >= 300 ? [`Http${status}`, `${host} answered HTTP ${status}, and not as AWS does`] : status !== void 0 ? ["BadAnswer", `the answer of ${host} can't be read: ${message}`] : name === "AbortError" ? ["Timeout", `${host} did not answer within ${totalMs} ms`] : name === "TimeoutError" ? ["Timeout", `${host} did not answer within ${timeoutMs} ms`] : ["Unreachable", `${host}: ${message}`];
  };
  return {
    open(Service) {
      let client = quietly(
        () => new Service({
          region,
          ...endpoint === null ? {} : { endpoint },
          ...credentials === null ? {} : { credentials: keysOf(credentials) },
          maxAttempts: ATTEMPTS,
          retryMode: "standard",
          requestHandler: transport(proxies, timeoutMs)
        })
      ), handler = client.config.requestHandler, handle = handler.handle.bind(handler);
      return handler.handle = async (request, options) => {
        host = request.port === void 0 ? request.hostname : `${request.hostname}:${request.port}`;
        let { response } = await handle(request, options);
        return learnTime(response.headers.date), response.body instanceof Readable && (response.body = Readable.from(limited(response.body))), { response };
      }, client;
    },
    async call(operation, send) {
      let deadline = AbortSignal.timeout(totalMs), abortSignal = signal === void 0 ? deadline : AbortSignal.any([signal, deadline]);
      try {
        return await send({ abortSignal });
      } catch (error) {
        throw new AwsError(operation, ...faultOf(error));
      }
    },
    get skewMs() {
      return skewMs;
    }
  };
}
var transport = (proxies = {}, timeoutMs = TIMEOUT_MS) => ({
  connectionTimeout: timeoutMs,
  requestTimeout: timeoutMs,
  socketTimeout: timeoutMs,
  throwOnRequestTimeout: !0,
  httpAgent: { proxyEnv: proxies },
  httpsAgent: { proxyEnv: proxies }
}), VERSION_WARNING = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";
function quietly(make) {
  let before = process.env[VERSION_WARNING];
  process.env[VERSION_WARNING] = "true";
  try {
    return make();
  } finally {
    before === void 0 ? delete process.env[VERSION_WARNING] : process.env[VERSION_WARNING] = before;
  }
}
var NOT_FROM_AWS = /^(Unknown|UnknownError|NotFound)$/, keysOf = ({ accessKeyId, secretAccessKey, sessionToken }) => ({
  accessKeyId,
  secretAccessKey,
  ...sessionToken === void 0 ? {} : { sessionToken }
});
async function* limited(body) {
  let bytes = 0;
  for await (let chunk of body) {
    if (bytes += chunk.length, bytes > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
    yield chunk;
  }
}
var firstLine = (text) => text.trim().split(`
`)[0], rootOf = (error) => error instanceof AggregateError ? error.errors[0] : error;

// node_modules/@aws-sdk/credential-provider-node/dist-es/remoteProvider.js
var ENV_IMDS_DISABLED = "AWS_EC2_METADATA_DISABLED", remoteProvider = async (init) => {
  let { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata } = await import("./smithy-credential-provider-imds.js");
  if (process.env[ENV_CMDS_RELATIVE_URI] || process.env[ENV_CMDS_FULL_URI]) {
    init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromHttp/fromContainerMetadata");
    let { fromHttp } = await import("./aws-sdk-credential-provider-http.js");
    return chain(fromHttp(init), fromContainerMetadata(init));
  }
  return process.env[ENV_IMDS_DISABLED] && process.env[ENV_IMDS_DISABLED] !== "false" ? async () => {
    throw new CredentialsProviderError("EC2 Instance Metadata Service access disabled", { logger: init.logger });
  } : (init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromInstanceMetadata"), fromInstanceMetadata(init));
};

// node_modules/@aws-sdk/credential-provider-node/dist-es/runtime/memoize-chain.js
function memoizeChain(providers, treatAsExpired) {
  let chain2 = internalCreateChain(providers), activeLock, passiveLock, credentials, forceRefreshLock, provider = async (options) => {
    if (options?.forceRefresh)
      return forceRefreshLock || (forceRefreshLock = chain2(options).then((c) => {
        credentials = c;
      }).finally(() => {
        forceRefreshLock = void 0;
      })), await forceRefreshLock, credentials;
    if (credentials?.expiration && credentials?.expiration?.getTime() < Date.now() && (credentials = void 0), activeLock)
      await activeLock;
    else if (!credentials || treatAsExpired?.(credentials))
      if (credentials)
        passiveLock || (passiveLock = chain2(options).then((c) => {
          credentials = c;
        }).catch(() => {
        }).finally(() => {
          passiveLock = void 0;
        }));
      else
        return activeLock = chain2(options).then((c) => {
          credentials = c;
        }).finally(() => {
          activeLock = void 0;
        }), provider(options);
    return credentials;
  };
  return provider;
}
var internalCreateChain = (providers) => async (awsIdentityProperties) => {
  let lastProviderError;
  for (let provider of providers)
    try {
      return await provider(awsIdentityProperties);
    } catch (err) {
      if (lastProviderError = err, err?.tryNextLink)
        continue;
      throw err;
    }
  throw lastProviderError;
};

// node_modules/@aws-sdk/credential-provider-node/dist-es/defaultProvider.js
var multipleCredentialSourceWarningEmitted = !1, defaultProvider = (init = {}) => memoizeChain([
  async () => {
    if (init.profile ?? process.env[ENV_PROFILE])
      throw process.env[ENV_KEY] && process.env[ENV_SECRET] && (multipleCredentialSourceWarningEmitted || ((init.logger?.warn && init.logger?.constructor?.name !== "NoOpLogger" ? init.logger.warn.bind(init.logger) : console.warn)(`@aws-sdk/credential-provider-node - defaultProvider::fromEnv WARNING:
    Multiple credential sources detected: 
    Both AWS_PROFILE and the pair AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY static credentials are set.
    This SDK will proceed with the AWS_PROFILE value.
    
    However, a future version may change this behavior to prefer the ENV static credentials.
    Please ensure that your environment only sets either the AWS_PROFILE or the
    AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY pair.
`), multipleCredentialSourceWarningEmitted = !0)), new CredentialsProviderError("AWS_PROFILE is set, skipping fromEnv provider.", {
        logger: init.logger,
        tryNextLink: !0
      });
    return init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromEnv"), fromEnv(init)();
  },
  async (awsIdentityProperties) => {
    init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromSSO");
    let { ssoStartUrl, ssoAccountId, ssoRegion, ssoRoleName, ssoSession } = init;
    if (!ssoStartUrl && !ssoAccountId && !ssoRegion && !ssoRoleName && !ssoSession)
      throw new CredentialsProviderError("Skipping SSO provider in default chain (inputs do not include SSO fields).", { logger: init.logger });
    let { fromSSO } = await import("./aws-sdk-credential-provider-sso.js");
    return fromSSO(init)(awsIdentityProperties);
  },
  async (awsIdentityProperties) => {
    init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromIni");
    let { fromIni } = await import("./aws-sdk-credential-provider-ini.js");
    return fromIni(init)(awsIdentityProperties);
  },
  async (awsIdentityProperties) => {
    init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromProcess");
    let { fromProcess } = await import("./aws-sdk-credential-provider-process.js");
    return fromProcess(init)(awsIdentityProperties);
  },
  async (awsIdentityProperties) => {
    init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromTokenFile");
    let { fromTokenFile } = await import("./aws-sdk-credential-provider-web-identity.js");
    return fromTokenFile(init)(awsIdentityProperties);
  },
  async () => (init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::remoteProvider"), (await remoteProvider(init))()),
  async () => {
    throw new CredentialsProviderError("Could not load credentials from any providers", {
      tryNextLink: !1,
      logger: init.logger
    });
  }
], credentialsTreatedAsExpired);
var credentialsTreatedAsExpired = (credentials) => credentials?.expiration !== void 0 && credentials.expiration.getTime() - Date.now() < 3e5;

export {
  defaultProvider,
  connectAws
};
