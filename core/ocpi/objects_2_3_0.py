"""What OCPI 2.3.0 edition 2 changes in the objects and enums of 2.2.1.

Source: OCPI 2.3.0 edition 2, the tables of all modules. ``+`` adds fields to an object, or puts
them in the place of those with the same name; everything else stands as a whole. ``open`` enums
may have values of a party's own. Two things are mended: the table of module ids misses
``invoicereconciliation``, and ids of Credit CDRs are longer (39) than it lets ``cdrs`` be (36).
"""

from typing import Final

OBJECTS_2_3_0: Final = """
Credentials +:
  hub_party_id CiString(5)?
InvoiceReconciliationRecord:
  country_code CiString(2), party_id CiString(3), id CiString(36), invoice_id CiString(255),
  cdrs CiString(39)+, last_updated DateTime
Location +:
  parking_places Parking*, help_phone CiString(25)?
EVSE +:
  parking EVSEParking*, accepted_service_providers string*
Connector +:
  capabilities ConnectorCapability*
Parking:
  id CiString, physical_reference string?, vehicle_types VehicleType+,
  max_vehicle_weight number?, max_vehicle_height number?, max_vehicle_length number?,
  max_vehicle_width number?, parking_space_length number?, parking_space_width number?,
  dangerous_goods_allowed boolean?, direction ParkingDirection?, drive_through boolean?,
  restricted_to_type boolean, reservation_required boolean, time_limit number?,
  roofed boolean?, images Image*, lighting boolean?, refrigeration_outlet boolean?,
  standards CiString*, apds_reference CiString?
EVSEParking:
  parking_id CiString, evse_position EVSEPosition?
Tariff +:
  min_price PriceLimit?, max_price PriceLimit?, tax_included TaxIncluded
PriceLimit:
  before_taxes number, after_taxes number?
Price:
  before_taxes number, taxes TaxAmount*
TaxAmount:
  name string, account_number string?, percentage number?, amount number
"""

ENUMS_2_3_0: Final = """
CommandType open:
  CANCEL_RESERVATION RESERVE_NOW START_SESSION STOP_SESSION UNLOCK_CONNECTOR
Capability open:
  CHARGING_PROFILE_CAPABLE CHARGING_PREFERENCES_CAPABLE CHIP_CARD_SUPPORT
  CONTACTLESS_CARD_SUPPORT CREDIT_CARD_PAYABLE DEBIT_CARD_PAYABLE PED_TERMINAL
  REMOTE_START_STOP_CAPABLE RESERVABLE RFID_READER START_SESSION_CONNECTOR_REQUIRED
  TOKEN_GROUP_CAPABLE UNLOCK_CAPABLE
ConnectorCapability open:
  ISO_15118_2_PLUG_AND_CHARGE ISO_15118_20_PLUG_AND_CHARGE
ConnectorType open:
  CHADEMO CHAOJI DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F
  DOMESTIC_G DOMESTIC_H DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N
  DOMESTIC_O GBT_AC GBT_DC IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO
  IEC_62196_T3A IEC_62196_T3C MCS NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50
  NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN SAE_J3400 TESLA_R TESLA_S
EnvironmentalImpactCategory open:
  NUCLEAR_WASTE CARBON_DIOXIDE
EVSEPosition:
  CENTER LEFT RIGHT
Facility open:
  HOTEL RESTAURANT CAFE MALL SUPERMARKET SPORT RECREATION_AREA NATURE MUSEUM BIKE_SHARING
  BUS_STOP TAXI_STAND TRAM_STOP METRO_STATION TRAIN_STATION AIRPORT PARKING_LOT
  CARPOOL_PARKING FUEL_STATION WIFI
ImageCategory open:
  CHARGER ENTRANCE LOCATION NETWORK OPERATOR OTHER OWNER
ParkingDirection:
  ANGLE PARALLEL PERPENDICULAR
ParkingRestriction open:
  CUSTOMERS DISABLED EMPLOYEES EV_ONLY MOTORCYCLES PLUGGED TAXIS TENANTS
ParkingType open:
  ALONG_MOTORWAY PARKING_GARAGE PARKING_LOT ON_DRIVEWAY ON_STREET UNDERGROUND_GARAGE
VehicleType open:
  BUS DISABLED MOTORCYCLE PERSONAL_VEHICLE PERSONAL_VEHICLE_WITH_TRAILER RIGID SEMI_TRACTOR
  TRUCK_WITH_TRAILER VAN
TaxIncluded:
  YES NO N/A
TokenType open:
  AD_HOC_USER APP_USER OTHER RFID
Role:
  CPO EMSP NAP NSP OTHER SCSP
VersionNumber open:
  2.0 2.1 2.1.1 2.2 2.2.1 2.3.0
ModuleID open:
  cdrs chargingprofiles commands credentials hubclientinfo invoicereconciliation locations
  sessions tariffs tokens
"""
