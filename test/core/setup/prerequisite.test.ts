import { execFileSync } from "node:child_process"
import { describe, expect, test } from "vitest"
import { commandOf, github, iam } from "../../../src/core/setup/prerequisite.ts"

test("a change says which platform it is on", () => {
  expect(github("PUT", "/repos/o/r")).toEqual({
    on: "github",
    method: "PUT",
    path: "/repos/o/r",
    content: null,
  })
  expect(iam("CreateRole", { RoleName: "a" }).on).toBe("aws")
})

describe("a change as a command", () => {
  test.each([
    [
      iam("CreateOpenIDConnectProvider", { Url: "https://issuer.test", ClientIDList: ["a", "b"] }),
      "aws iam create-open-id-connect-provider --url https://issuer.test --client-id-list a b",
    ],
    [
      iam("CreateRole", {
        RoleName: "deploy",
        AssumeRolePolicyDocument: '{"a":1}',
        MaxSessionDuration: "3600",
      }),
      `aws iam create-role --role-name deploy --assume-role-policy-document '{"a":1}' --max-session-duration 3600`,
    ],
    [
      iam("AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: "arn:aws:x", ClientID: "sts" }),
      "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn arn:aws:x --client-id sts",
    ],
    [
      iam("CreatePolicyVersion", { PolicyArn: "arn:aws:x", SetAsDefault: true }),
      "aws iam create-policy-version --policy-arn arn:aws:x --set-as-default",
    ],
    [iam("CreateRole", { RoleName: "a b" }), "aws iam create-role --role-name 'a b'"],
    [github("PUT", "/repos/o/r"), "gh api --method PUT /repos/o/r"],
    [
      github("POST", "/repos/o/r", { name: "v*" }),
      `printf %s '{"name":"v*"}' | gh api --method POST /repos/o/r --input -`,
    ],
  ])("%j", (change, command) => {
    expect(commandOf(change)).toBe(command)
  })

  test("is one word of a shell for whatever a value holds", () => {
    const hostile = `'; touch /tmp/x; $(id) \`id\` "\n`
    const command = commandOf(iam("CreateRole", { RoleName: hostile }))
    const words = execFileSync("sh", ["-c", `aws() { printf '%s\\0' "$@"; }; ${command}`], {
      encoding: "utf8",
    })
    expect(words.split("\0")).toEqual(["iam", "create-role", "--role-name", hostile, ""])
  })
})
