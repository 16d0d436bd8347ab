import { expect } from "chai";
import { readConnectionString } from "./connection-string.ts";

describe("a pasted connection string", () => {
  const whole = { host: "db.example.com", port: "5433", database: "crm", user: "speedai", password: "p@ss/1" };

  it("goes to the fields that it names", () => {
    for (const text of [
      "postgres://speedai:p%40ss%2F1@db.example.com:5433/crm",
      " postgresql://speedai:p%40ss%2F1@db.example.com:5433/crm?sslmode=require\n",
      "jdbc:postgresql://db.example.com:5433/crm?user=speedai&password=p%40ss%2F1",
      "mysql://speedai:p%40ss%2F1@db.example.com:5433/crm",
    ]) {
      expect(readConnectionString(text), text).to.deep.equal(whole);
    }
  });

  it("says nothing of what it does not hold", () => {
    expect(readConnectionString("mariadb://db.example.com")).to.deep.equal({ host: "db.example.com" });
    expect(readConnectionString("postgres://u@[2001:db8::1]/crm")).to.deep.equal({
      host: "2001:db8::1",
      database: "crm",
      user: "u",
    });
  });

  it("keeps a password whose percent sign stands for itself", () => {
    expect(readConnectionString("mysql://u:100%@db.example.com/crm")).to.deep.include({ password: "100%" });
  });

  it("parts a host from its port, and from what stands around an address", () => {
    const host = "db.example.com";
    expect(readConnectionString(" db.example.com:3307")).to.deep.equal({ host, port: "3307" });
    expect(readConnectionString("https://db.example.com:3307/phpmyadmin")).to.deep.equal({ host, port: "3307" });
    expect(readConnectionString("https://db.example.com/crm")).to.deep.equal({ host });
    expect(readConnectionString("[2001:db8::1]:5432")).to.deep.equal({ host: "2001:db8::1", port: "5432" });
  });

  it("is left alone when it is anything else", () => {
    for (const text of [
      "db.example.com",
      "2001:db8::1",
      "db.example.com:port",
      "db example.com:5432",
      "hôte.example.com:5432",
      "postgres://",
      "postgres://a b@c/d",
      "mysql:x",
      "",
    ]) {
      expect(readConnectionString(text), text).to.equal(undefined);
    }
  });
});
