import type { Diffusion, Schedule } from '../../values/model.ts';

/** What is changed of a diffusion and of all that follow it by its schedule; what is not given stays. */
export interface FollowingEdit {
  /** The new start of the diffusion; those that follow are moved by as much of local time. */
  readonly start?: Temporal.Instant;
  readonly durationSeconds?: number;
  readonly startMode?: Diffusion['startMode'];
  readonly layer?: number;
  readonly type?: Schedule['type'];
}
