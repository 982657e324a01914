import { Body, Controller, Get, Header, HttpCode, Module, Post, type DynamicModule } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { DemonstrationIssuer, PublicRoute } from '#libs/access';
import { problem } from '#libs/platform';

export class DemonstrationUserDto {
  @ApiProperty({ example: 'a-drafter', description: '账号 · account' })
  officialId!: string;
  @ApiProperty({ example: '市市场监管局 · 经办人' })
  label!: string;
  @ApiProperty({ example: 'Unit A · drafter' })
  labelEn!: string;
  @ApiProperty({ type: [String], example: ['RECOGNIZING_UNIT'] })
  roles!: readonly string[];
}

export class LogInDto {
  @ApiProperty({ example: 'a-drafter', description: '演示账号 · one of the accounts of GET /demo/users' })
  @IsString()
  @MaxLength(64)
  officialId!: string;
}

export class TokenDto {
  @ApiProperty({ description: '访问令牌，放入 Authorization: Bearer · goes into the Authorization header' })
  token!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

/** Log-in of the demonstration: fictitious people, no passwords. Exists in the demonstration only. */
@ApiTags('demo')
@Controller('demo')
export class DemonstrationController {
  constructor(private readonly issuer: DemonstrationIssuer) {}

  @Get('users')
  @PublicRoute()
  @ApiOperation({ operationId: 'ListDemoUsers', summary: '演示账号 · accounts of the demonstration' })
  @ApiOkResponse({ type: [DemonstrationUserDto] })
  users(): readonly DemonstrationUserDto[] {
    return this.issuer.users().map(({ officialId, label, labelEn, roles }) => ({ officialId, label, labelEn, roles }));
  }

  @Post('tokens')
  @PublicRoute()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'IssueDemoToken', summary: '以演示账号登录 · log in as a fictitious person' })
  @ApiCreatedResponse({ type: TokenDto })
  async logIn(@Body() { officialId }: LogInDto): Promise<TokenDto> {
    if (!this.issuer.users().some((user) => user.officialId === officialId)) {
      throw problem({
        status: 404,
        code: 'DEMO_USER_UNKNOWN',
        zh: '没有这个演示账号，账号见 GET /demo/users。',
        en: 'There is no such account; GET /demo/users lists them.',
      });
    }
    return this.issuer.issueToken(officialId);
  }
}

@Module({})
export class DemonstrationModule {
  static register(issuer: DemonstrationIssuer): DynamicModule {
    return {
      module: DemonstrationModule,
      controllers: [DemonstrationController],
      providers: [{ provide: DemonstrationIssuer, useValue: issuer }],
    };
  }
}
