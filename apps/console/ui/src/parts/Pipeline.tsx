import { ProgressStep, ProgressStepper, type ProgressStepProps } from '@patternfly/react-core';
import type { Step } from '../model/plan';
import { duration, secondsBetween } from '../model/units';
import { Transfer } from './Status';

const VARIANTS: Record<string, ProgressStepProps['variant']> = {
  Completed: 'success',
  Running: 'info',
  Pending: 'pending',
  Blocked: 'warning',
  Error: 'danger',
  Failed: 'danger',
};

function stepPhase(step: Step): string {
  if (step.error) return 'Error';
  return step.phase;
}

function said(step: Step): string {
  const phase = stepPhase(step);
  const spent = secondsBetween(step.started, step.completed);
  return spent === undefined ? phase : `${phase}, ${duration(spent)}`;
}

/** The way of one machine: each step with what it did, does, or waits for. */
export function Pipeline({ steps }: { steps: Step[] }) {
  return (
    <ProgressStepper isVertical aria-label="Migration progress">
      {steps.map((step) => (
        <ProgressStep
          key={step.name}
          id={`step-${step.name}`}
          titleId={`step-title-${step.name}`}
          variant={VARIANTS[stepPhase(step)] ?? 'pending'}
          isCurrent={step.phase === 'Running'}
          aria-label={`${step.title}: ${stepPhase(step)}`}
          description={<Description step={step} />}
        >
          {step.title} <small>({said(step)})</small>
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}

function Description({ step }: { step: Step }) {
  return (
    <>
      {step.error && <div className="w-error">{step.error}</div>}
      {step.reason && <div>{step.reason}</div>}
      {step.tasks.map((task) => (
        <div key={task.name} className="w-task">
          <strong>{task.name}</strong> {task.error && <span className="w-error">{task.error}</span>}
          {task.total > 0 && <Transfer amount={task} label={`Progress of ${task.name}`} />}
        </div>
      ))}
    </>
  );
}
