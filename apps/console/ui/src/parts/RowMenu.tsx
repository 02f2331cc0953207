import { useState } from 'react';
import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { EllipsisVIcon } from '@patternfly/react-icons';

export interface MenuEntry {
  title: string;
  run: () => void;
  /** Why it cannot be done now; empty when it can. */
  refusal?: string;
  isDanger?: boolean;
}

/** The three dots of a row, or the Actions button of a page: the same entries in both. */
export function RowMenu({ entries, label, text }: { entries: MenuEntry[]; label: string; text?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          aria-label={label}
          variant={text ? 'secondary' : 'plain'}
          isExpanded={open}
          onClick={() => setOpen(!open)}
          icon={text ? undefined : <EllipsisVIcon />}
        >
          {text}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {entries.map((e) => (
          <DropdownItem
            key={e.title}
            onClick={e.refusal ? undefined : e.run}
            isAriaDisabled={Boolean(e.refusal)}
            isDanger={e.isDanger}
            tooltipProps={e.refusal ? { content: e.refusal } : undefined}
          >
            {e.title}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
