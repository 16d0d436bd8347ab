/** The little that the tests use of Zoho's official client, which ships without types. */
declare module "@zohocrm/nodejs-sdk-8.0" {
  export class Environment {
    constructor(url: string, accountsUrl: string, fileUploadUrl: string);
  }

  export class UserSignature {
    constructor(name: string);
  }

  export interface OAuthToken {
    getAccessToken(): string;
    getRefreshToken(): string;
    generateToken(): Promise<void>;
  }

  export class OAuthBuilder {
    clientId(id: string): this;
    clientSecret(secret: string): this;
    grantToken(code: string): this;
    refreshToken(token: string): this;
    redirectURL(url: string): this;
    userSignature(signature: UserSignature): this;
    /** False: does not ask for the user's name after each new token. */
    findUser(find: boolean): this;
    build(): Promise<OAuthToken>;
  }

  export class SDKConfigBuilder {
    updateAPIDomain(update: boolean): this;
    build(): object;
  }

  /** Its constructor returns a promise of itself. */
  export class InitializeBuilder {
    environment(environment: Environment): this;
    token(token: OAuthToken): this;
    store(store: object): this;
    SDKConfig(config: object): this;
    resourcePath(path: string): this;
    initialize(): Promise<void>;
  }

  export class FileStore {
    constructor(path: string);
  }

  export namespace Org {
    class OrgOperations {
      getOrganization(): Promise<{
        getStatusCode(): number;
        getObject(): {
          getOrg?(): readonly { getCompanyName(): string; getId(): bigint | string }[];
          getCode?(): { getValue(): string };
        };
      }>;
    }
  }
}
