/** A compiled ARM template, as far as it is looked at here. */
export interface Template {
  readonly metadata?: { readonly description?: string };
  readonly definitions?: Readonly<Record<string, TemplateParameter>>;
  readonly parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly functions?: readonly {
    readonly namespace: string;
    readonly members: Readonly<
      Record<
        string,
        { readonly parameters?: readonly { readonly name: string }[]; readonly output: { readonly value: unknown } }
      >
    >;
  }[];
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs?: Readonly<
    Record<string, { readonly type?: string; readonly value?: unknown; readonly condition?: unknown }>
  >;
}

export interface TemplateParameter {
  /** `#/definitions/…`. */
  readonly $ref?: string;
  readonly metadata?: { readonly description?: string };
  readonly type?: string;
  readonly defaultValue?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly nullable?: boolean;
}

export interface TemplateResource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly existing?: boolean;
  readonly condition?: unknown;
  readonly scope?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly copy?: { readonly count: unknown };
  readonly properties?: Readonly<Record<string, unknown>> & {
    readonly template?: Template;
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
  readonly [other: string]: unknown;
}
