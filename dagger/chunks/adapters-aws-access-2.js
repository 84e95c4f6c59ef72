// Made by `npm run build` from src/engine: change it there.
import {
  awsAccess
} from "./adapters-aws-access.js";
import "./adapters-aws-sources.js";
import "./adapters-aws-error.js";
import "./core-aws-policies.js";
import "./core-retry.js";
import "./core-aws-credentials.js";
import "./core-secret.js";
import "./core-errors.js";
import "./core-reasons.js";
import "./core-json.js";
import "./core-text.js";
import "./valibot.js";
import "./common.js";
export {
  awsAccess
};
