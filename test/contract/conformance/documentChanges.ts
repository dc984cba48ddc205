/** What `update` makes of a document; by name, so that another process can do it too. */
export const documentChanges = {
  addOne: (before: string | undefined) => String(Number(before ?? 0) + 1),
  leave: () => undefined,
  keep: (before: string | undefined) => before,
  refuse: (): string => {
    throw new Error('refused');
  },
} as const satisfies Record<string, (before: string | undefined) => string | undefined>;
