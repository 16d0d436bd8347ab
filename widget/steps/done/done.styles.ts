import { css } from "lit";

export const doneStyles = css`
  .seal {
    display: grid;
    place-items: center;
    inline-size: 46px;
    block-size: 46px;
    border-radius: 50%;
    background: var(--_color-ok-tint);
    color: var(--_color-ok);
    animation: arrive calc(var(--_duration) * 1.2) ease-out;
  }
  .seal .icon {
    inline-size: 24px;
    block-size: 24px;
    stroke-width: 1.8;
  }
  .result {
    display: grid;
    gap: 14px;
    padding: 16px;
  }
  .counts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(96px, 1fr));
    gap: 12px;
    margin: 0;
  }
  .counts dt {
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  .counts div {
    display: flex;
    flex-direction: column-reverse;
  }
  .counts dd {
    margin: 0;
    font-size: var(--_text-xl);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 1.25;
  }
  .counts .failed dd {
    color: var(--_color-error);
  }
  @keyframes arrive {
    from {
      scale: 0.7;
      opacity: 0;
    }
  }
`;
