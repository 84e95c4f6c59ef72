// Made by `npm run build` from src/engine: change it there.
import {
  awsAccess
} from "./adapters-aws-access.js";
import "./core-aws-wanted.js";
import "./adapters-aws-client.js";
import "./core-aws-deploy-role.js";
import "./valibot.js";
import "./core-reasons.js";
export {
  awsAccess
};
