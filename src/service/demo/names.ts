import type { Slug } from '../../values/ids.ts';

/** By these the demo is found again; it does not touch a station without them. */
export const DEMO_STATION_SLUG = 'demo' as Slug;
export const DEMO_EPISODE_SLUG = 'five-minute-bulletin' as Slug;
