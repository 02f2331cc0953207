import { useState, type ReactNode } from 'react';
import { Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from '@patternfly/react-core';
import { Problem } from './Problem';

export interface ConfirmProps {
  title: string;
  /** What happens, what is destroyed, what stays. */
  children: ReactNode;
  action: string;
  isDanger?: boolean;
  /** Must be typed before the action is possible. */
  typed?: string;
  isDisabled?: boolean;
  run: () => Promise<unknown>;
  close: () => void;
}

/** Asks before anything that cannot be taken back, does it, and says why when it fails. */
export function Confirm(props: ConfirmProps) {
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState('');
  const act = () => {
    setBusy(true);
    setError(undefined);
    props.run().then(props.close, (e: Error) => {
      setError(e);
      setBusy(false);
    });
  };
  return (
    <Modal isOpen onClose={props.close} variant="medium" aria-labelledby="confirm-title">
      <ModalHeader title={props.title} labelId="confirm-title" titleIconVariant={props.isDanger ? 'warning' : undefined} />
      <ModalBody>
        {props.children}
        {props.typed && (
          <Form onSubmit={(e) => e.preventDefault()}>
            <FormGroup label={`Type ${props.typed} to confirm`} fieldId="confirm-text">
              <TextInput id="confirm-text" value={text} onChange={(_, v) => setText(v)} autoComplete="off" />
            </FormGroup>
          </Form>
        )}
        <Problem error={error} title={`${props.action} failed`} />
      </ModalBody>
      <ModalFooter>
        <Button
          variant={props.isDanger ? 'danger' : 'primary'}
          onClick={act}
          isLoading={busy}
          isDisabled={busy || props.isDisabled || (props.typed !== undefined && text !== props.typed)}
        >
          {props.action}
        </Button>
        <Button variant="link" onClick={props.close}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}
