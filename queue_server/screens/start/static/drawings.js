// Small pictures of the things in a hall, drawn in the strokes of the design language.
import { html } from '@shared/ui.js';

const svg = (box, inside, extra = '') => html`<svg class=${`drawing ${extra}`} viewBox=${box} aria-hidden="true" focusable="false">${inside}</svg>`;

export const KioskDrawing = () => svg('0 0 96 128', html`
  <path class="body" d="M20 6h56v88H20z" /><path class="glass" d="M27 14h42v50H27z" />
  <path class="line" d="M33 22h18" /><path class="tile" d="M33 29h13v11H33zM50 29h13v11H50zM33 44h13v11H33zM50 44h13v11H50z" />
  <path class="slot" d="M34 72h28v4H34z" /><path class="paper" d="M40 74h16v20H40z" /><path class="line" d="M44 80h8M44 85h8" />
  <path class="body" d="M30 94h36v22H30z" /><path class="foot" d="M18 120h60" />`);

export const DeskDrawing = () => svg('0 0 128 104', html`
  <path class="glass" d="M44 8h52v34H44z" /><path class="line" d="M52 17h22M52 25h34M52 33h16" /><path class="stroke" d="M70 42v10M58 52h24" />
  <circle class="stroke" cx="24" cy="24" r="9" /><path class="stroke" d="M10 54c1-10 6-16 14-16s13 6 14 16" />
  <path class="body" d="M6 54h116v12H6z" /><path class="body" d="M14 66h100v30H14z" /><path class="foot" d="M4 100h120" />`);

export const BoardDrawing = ({ numbers }) => svg('0 0 224 132', html`
  <path class="dark" d="M4 4h216v112H4z" /><path class="seal" d="M14 14h120v52H14z" />
  <text class="white" x="30" y="53" font-size="38">${numbers[0]}</text><path class="white-fill" d="M138 14h72v52h-72z" />
  <path class="plate" d="M140 16h68v48h-68z" /><text class="called" x="174" y="53" text-anchor="middle" font-size="38">${numbers[1]}</text>
  <path class="pale" d="M14 78h92M14 90h92M14 102h64M124 78h86M124 90h86M124 102h60" /><path class="foot" d="M92 128h40M112 116v12" />`);

export const SignDrawing = ({ number, name, size }) => svg('0 0 200 64', html`
  <path class="dark" d="M2 2h196v54H2z" /><path class="white-fill" d="M12 11h36v36H12z" />
  <text class="ink" x="30" y="40" text-anchor="middle" font-size="30">${number}</text>
  <text class="white name" x="58" y="37" font-size=${size}>${name}</text>
  <path class="stroke" d="M60 56v7M140 56v7" />`);

export const TerminalDrawing = () => svg('0 0 96 72', html`
  <path class="glass" d="M12 4h72v46H12z" /><path class="seal" d="M18 11h34v14H18z" /><path class="act" d="M18 34h34v9H18z" /><path class="pale-line" d="M60 13h18M60 21h18M60 29h18M60 37h18" />
  <path class="stroke" d="M48 50v9M32 60h32" /><path class="foot" d="M2 68h92" />`);

export const TabletDrawing = () => svg('0 0 72 72', html`
  <path class="glass tilt" d="M8 10h56v42H8z" /><path class="tile" d="M14 26h7v14h-7zM24 26h7v14h-7zM34 26h7v14h-7zM44 26h7v14h-7zM54 26h5v14h-5z" /><path class="line" d="M14 18h22" />
  <path class="stroke" d="M28 52l-6 14M44 52l6 14" /><path class="foot" d="M8 68h56" />`);

export const PhoneDrawing = () => svg('0 0 64 112', html`
  <rect class="body" x="6" y="4" width="52" height="104" rx="7" /><path class="glass" d="M11 14h42v80H11z" />
  <text class="ink" x="32" y="45" text-anchor="middle" font-size="19">C026</text><path class="line" d="M18 58h28M18 67h20M18 76h24" /><path class="foot" d="M26 101h12" />`);

export const PaperDrawing = () => svg('0 0 112 112', html`
  <path class="body" d="M8 10h96v34H8z" /><path class="slot" d="M20 34h72v6H20z" /><path class="paper" d="M30 38h52v66l-6-4-7 4-7-4-6 4-7-4-6 4-7-4-6 4z" />
  <text class="ink" x="56" y="66" text-anchor="middle" font-size="20">C026</text><path class="line" d="M38 74h36M38 81h24" /><path class="tile" d="M64 80h10v10H64z" /><circle class="ok" cx="94" cy="20" r="4" />`);

export const AdminDrawing = () => svg('0 0 128 104', html`
  <path class="glass" d="M12 6h104v72H12z" /><path class="pale-fill" d="M12 6h22v72H12z" /><path class="line" d="M17 16h12M17 25h12M17 34h12" />
  <path class="bars" d="M44 64v-10M53 64v-20M62 64v-14M71 64v-28" /><path class="line" d="M82 22h26M82 34h26M82 46h18" /><path class="seal" d="M44 14h30v8H44z" />
  <path class="stroke" d="M64 78v12M46 92h36" /><path class="foot" d="M24 100h80" />`);

/** Rows of chairs, seen from above: somebody sits there or not. */
export function Chairs({ waiting, total = 24 }) {
  const taken = Math.min(total, waiting || 0);
  return html`<div class="chairs" aria-hidden="true">${Array.from({ length: total }, (_, i) => html`<i key=${i} class=${i < taken ? 'taken' : ''}></i>`)}</div>`;
}
