/** A forecast made at one moment of the highest value of the steps that follow. */
export interface Made {
  /** As likely too low as too high. */
  readonly point: number;
  /** To be exceeded with a probability of 5 %. */
  readonly bound: number;
}

/** Whatever sees a series value by value and says what comes. */
export interface Forecaster {
  readonly name: string;
  /** The next value, and the forecast of the highest of the values that follow it within its horizon. */
  next(value: number): Made;
}

/** A method that only has a point forecast. */
export interface Method {
  readonly name: string;
  /** The next value of the series, and the forecast of the highest of the `steps` values after it. */
  next(value: number, steps: number): number;
}
