// What some options can be.

/** How a report is written. */
export enum Format {
  /** for a terminal */ Text = "text",
  /** for a workflow summary */ Markdown = "markdown",
  /** for programs; schema/report.schema.json */ Json = "json",
}
/** How a report is written that is also a page. */
export enum PageFormat {
  /** for a terminal */ Text = "text",
  /** for a workflow summary */ Markdown = "markdown",
  /** for programs; schema/report.schema.json */ Json = "json",
  /** for a browser: one file that loads nothing */ Html = "html",
}
/** Where a release runs. */
export enum Stage {
  Staging = "staging",
  Production = "production",
}
/** Which part of the version grows. */
export enum Bump {
  /** what the commits say */ Auto = "auto",
  Patch = "patch",
  Minor = "minor",
  Major = "major",
}
/** Which of a role's policies. */
export enum Policy {
  /** who may take the role */ Trust = "trust",
  /** what it may do */ Permissions = "permissions",
  /** the most that the roles may do which it makes */ Boundary = "boundary",
}
/** How policies are written. */
export enum Shape {
  /** one policy, as IAM takes it */ Json = "json",
  /** commands of the AWS CLI that make all of it */ Commands = "commands",
  /** a template that makes all of it */ Cloudformation = "cloudformation",
}
