import type { ReactNode } from 'react';
import { Label, Progress, ProgressSize, Spinner, Tooltip, type LabelProps } from '@patternfly/react-core';
import {
  ArchiveIcon, BanIcon, CheckCircleIcon, ClockIcon, ExclamationCircleIcon, ExclamationTriangleIcon, InProgressIcon,
  MinusCircleIcon, PauseCircleIcon, PendingIcon, UnknownIcon,
} from '@patternfly/react-icons';
import type { Amount } from '../model/plan';
import { age, bits, bytes, duration, rate } from '../model/units';

interface Look {
  color: LabelProps['color'];
  icon: ReactNode;
}

const spinning: Look = { color: 'blue', icon: <Spinner size="sm" aria-hidden /> };
const good: Look = { color: 'green', icon: <CheckCircleIcon /> };
const bad: Look = { color: 'red', icon: <ExclamationCircleIcon /> };
const waiting: Look = { color: 'grey', icon: <ClockIcon /> };
const running: Look = { color: 'blue', icon: <InProgressIcon /> };

/** One look per word, everywhere; colour is never the only sign. */
const LOOKS: Record<string, Look> = {
  Validating: spinning,
  Staging: spinning,
  'Cannot start': bad,
  'Ready to start': { color: 'green', icon: <CheckCircleIcon /> },
  Ready: good,
  Pending: waiting,
  Queued: waiting,
  'Not started': { color: 'grey', icon: <PendingIcon /> },
  Running: running,
  Starting: spinning,
  Stopping: spinning,
  Migrating: running,
  Paused: { color: 'orange', icon: <PauseCircleIcon /> },
  Waiting: { color: 'orange', icon: <PauseCircleIcon /> },
  Complete: good,
  Completed: good,
  Succeeded: good,
  Incomplete: { color: 'yellow', icon: <ExclamationTriangleIcon /> },
  Failed: bad,
  Error: bad,
  ConnectionFailed: bad,
  ValidationFailed: bad,
  Deleting: { color: 'grey', icon: <MinusCircleIcon /> },
  Canceled: { color: 'grey', icon: <BanIcon /> },
  Skipped: { color: 'grey', icon: <MinusCircleIcon /> },
  Archived: { color: 'grey', icon: <ArchiveIcon /> },
  Stopped: { color: 'grey', icon: <MinusCircleIcon /> },
  Unknown: { color: 'grey', icon: <UnknownIcon /> },
  // live migrations
  Scheduling: waiting,
  Scheduled: waiting,
  PreparingTarget: spinning,
  TargetReady: spinning,
  WaitingForSync: spinning,
  Synchronizing: running,
};

export function Status({ word, detail }: { word: string; detail?: string }) {
  const look = LOOKS[word] ?? LOOKS.Unknown!;
  const label = (
    <Label color={look.color} icon={look.icon} isCompact variant={word === 'Ready to start' ? 'outline' : 'filled'}>
      {word}
    </Label>
  );
  return detail ? <Tooltip content={detail}>{<span tabIndex={0}>{label}</span>}</Tooltip> : label;
}

/** How much, how fast, how long: what is unknown is left out, never guessed. */
export function Transfer({ amount, label }: { amount?: Amount; label: string }) {
  if (!amount) return <>–</>;
  const percent = amount.total > 0 ? Math.min(100, (amount.done / amount.total) * 100) : 100;
  const parts = [`${bytes(amount.done)} of ${bytes(amount.total)}`];
  if (amount.rate) parts.push(rate(amount.rate));
  if (amount.secondsLeft !== undefined && percent < 100) parts.push(`${duration(amount.secondsLeft)} left`);
  return (
    <div title={amount.rate ? bits(amount.rate) : undefined}>
      <Progress
        aria-label={label}
        value={Math.floor(percent)}
        size={ProgressSize.sm}
        valueText={parts.join(', ')}
      />
      <small>{parts.join(' · ')}</small>
    </div>
  );
}

/** How long ago, with the moment itself on hover and for screen readers. */
export function When({ at }: { at?: string }) {
  if (!at) return <>–</>;
  const moment = new Date(at);
  const ahead = moment.getTime() > Date.now();
  return (
    <time dateTime={at} title={moment.toLocaleString(undefined, { timeZoneName: 'short' })} className="w-nowrap">
      {ahead ? moment.toLocaleString() : age(at, Date.now())}
    </time>
  );
}
