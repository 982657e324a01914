import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { ReadPaper } from '#libs/dossier-store';
import { EntryParams } from '../http/parameters.js';

export class PaperParams extends EntryParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  paperId!: string;
}

/** Documents the answer with a paper. */
export function ApiPaper(): MethodDecorator {
  return applyDecorators(
    ApiOkResponse({
      description: '可打印的文书 · the print-ready paper',
      content: { 'text/html': { schema: { type: 'string', example: '<!doctype html>' } } },
      headers: {
        ETag: {
          description:
            '文书内容的 SHA-256；部分内容已删除时不给出 · SHA-256 of the content; absent once texts are erased',
          schema: { type: 'string', example: `"${'0'.repeat(64)}"` },
        },
        'Paper-Proof': {
          description: 'PROVED 校验值已核对，ERASED 部分内容已删除、不能再核对 · whether the hash was proved',
          schema: { type: 'string', enum: ['PROVED', 'ERASED'] },
        },
        'Paper-Erased': {
          description: '已删除的内容 · names of what was erased',
          schema: { type: 'string', example: 'facts, reasons' },
        },
      },
    }),
  );
}

/** Answers with a paper: nothing on the page runs or is fetched, and only its own style applies. */
export function answerPaper(reply: FastifyReply, { html, proof, erased, filed, styleSource }: ReadPaper): string {
  void reply
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src ${styleSource}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`,
    )
    .header('paper-proof', proof);
  if (proof === 'PROVED') void reply.header('etag', `"${filed.ref.sha256}"`);
  else void reply.header('paper-erased', erased.map(({ field }) => field).join(', '));
  return html;
}
