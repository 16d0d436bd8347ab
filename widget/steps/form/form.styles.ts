import { css } from "lit";

export const formStyles = css`
  form {
    display: contents;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 20px 12px;
  }
  .fields > * {
    grid-column: 1 / -1;
  }
  .fields > .long {
    grid-column: span 4;
  }
  .fields > .short {
    grid-column: span 2;
  }
  @media (max-width: 400px) {
    .fields > :is(.long, .short) {
      grid-column: 1 / -1;
    }
  }
  .filled:not(:has(.notice)) {
    position: absolute;
  }
  .pledge {
    display: flex;
    align-items: center;
    gap: 7px;
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  .folded .step {
    padding: 4px 14px 16px;
  }
`;
