// Made by `npm run build` from src/engine: change it there.
import {
  assumeRoleWithWebIdentity,
  callerIdentity,
  connectAws,
  quietly,
  transport
} from "./common-6.js";
import "./aws-sdk-signature-v4-multi-region.js";
import "./aws-sdk-credential-provider-env.js";
import "./common-2.js";
import "./smithy-core.js";
import "./smithy-node-http-handler.js";
import "./common-3.js";
import "./common-4.js";
import "./common-5.js";
import "./core-aws-credentials.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-reasons.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";
export {
  assumeRoleWithWebIdentity,
  callerIdentity,
  connectAws,
  quietly,
  transport
};
