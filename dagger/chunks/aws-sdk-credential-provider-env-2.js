// Made by `npm run build` from src/engine: change it there.
import {
  ENV_ACCOUNT_ID,
  ENV_CREDENTIAL_SCOPE,
  ENV_EXPIRATION,
  ENV_KEY,
  ENV_SECRET,
  ENV_SESSION,
  fromEnv
} from "./aws-sdk-credential-provider-env.js";
import "./smithy-core-2.js";
import "./smithy-core-3.js";
import "./smithy-core-5.js";
import "./shared.js";
export {
  ENV_ACCOUNT_ID,
  ENV_CREDENTIAL_SCOPE,
  ENV_EXPIRATION,
  ENV_KEY,
  ENV_SECRET,
  ENV_SESSION,
  fromEnv
};
