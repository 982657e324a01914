/** A field (领域) of the code table of spec 4.4. */
export interface FieldInfo {
  readonly zh: string;
  readonly en: string;
  /** Of the five fields in which 58号 asks for a longer publicity: 食品、药品、特种设备、安全生产、消防. */
  readonly special?: true;
}

/** Field codes of spec 4.4, with the two that only 58号 names. */
export const FIELDS: Readonly<Record<string, FieldInfo>> = {
  INVESTMENT: { zh: '投资', en: 'Investment' },
  INDUSTRY: { zh: '工业', en: 'Industry' },
  FINANCE: { zh: '金融', en: 'Finance' },
  TAXATION: { zh: '税务', en: 'Taxation' },
  TAX_PAYMENT: { zh: '纳税', en: 'Payment of taxes' },
  PRICING: { zh: '价格', en: 'Prices' },
  MARKET_REGULATION: { zh: '工商质监', en: 'Market regulation' },
  LAND: { zh: '土地', en: 'Land' },
  CONSTRUCTION: { zh: '工程建设', en: 'Construction' },
  TRANSPORT: { zh: '交通运输', en: 'Transport' },
  AGRICULTURE: { zh: '涉农', en: 'Agriculture' },
  PROCUREMENT: { zh: '政府采购与招标投标', en: 'Government procurement and bidding' },
  INTERMEDIARY_SERVICES: { zh: '中介服务', en: 'Intermediary services' },
  SOCIAL_INTEGRITY: { zh: '社会诚信', en: 'Social integrity' },
  TELECOM_INTERNET: { zh: '电信互联网', en: 'Telecommunication and internet' },
  PUBLIC_SECURITY: { zh: '公安', en: 'Public security' },
  JUDICIAL: { zh: '司法', en: 'Judiciary' },
  WORK_SAFETY: { zh: '安全生产', en: 'Work safety', special: true },
  PRODUCT_QUALITY: { zh: '产品质量', en: 'Product quality' },
  LABOUR: { zh: '劳动保障', en: 'Labour' },
  MEDICAL: { zh: '医疗', en: 'Medical care' },
  SOCIAL_SECURITY: { zh: '社会保障', en: 'Social security' },
  CULTURE: { zh: '文化市场', en: 'Culture' },
  INTELLECTUAL_PROPERTY: { zh: '知识产权', en: 'Intellectual property' },
  NETWORK: { zh: '网络', en: 'Network' },
  ENVIRONMENT: { zh: '环保', en: 'Environment' },
  FOOD_DRUG: { zh: '食品药品', en: 'Food and drugs', special: true },
  E_COMMERCE: { zh: '电子商务', en: 'Electronic commerce' },
  STATISTICS: { zh: '统计', en: 'Statistics' },
  EXHIBITION_ADVERTISING: { zh: '会展广告', en: 'Exhibitions and advertising' },
  EDUCATION_RESEARCH: { zh: '教育科研', en: 'Education and research' },
  TOURISM: { zh: '旅游', en: 'Tourism' },
  SOCIAL_ORGANISATION: { zh: '社会组织', en: 'Social organisations' },
  SPECIAL_EQUIPMENT: { zh: '特种设备', en: 'Special equipment', special: true },
  FIRE_SAFETY: { zh: '消防', en: 'Fire safety', special: true },
};

/** The groups of serious dishonesty of S0 §7 and S1 §10. */
export const SERIOUS_GROUPS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  LIFE_AND_HEALTH: { zh: '严重危害人民群众身体健康和生命安全', en: 'Harm to life and health' },
  MARKET_AND_SOCIAL_ORDER: { zh: '严重破坏市场公平竞争秩序和社会正常秩序', en: 'Harm to market and social order' },
  REFUSAL_OF_DUTIES: { zh: '拒不履行法定义务', en: 'Refusal of legal duties' },
  NATIONAL_DEFENCE: { zh: '拒不履行国防义务', en: 'Refusal of national defence duties' },
  PERSONAL_DATA: { zh: '泄露、出售个人信息', en: 'Leaking or selling personal data' },
  OTHER: { zh: '其他应予惩戒的严重失信行为', en: 'Other serious dishonesty' },
};

export function isKnownField(field: string): boolean {
  return Object.hasOwn(FIELDS, field);
}

export function isSpecialField(field: string): boolean {
  return isKnownField(field) && FIELDS[field]?.special === true;
}
