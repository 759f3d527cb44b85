declare const brand: unique symbol;

/** A plain value that the compiler tells apart from others of the same shape: a `StationId` is not a `SoundId`. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
